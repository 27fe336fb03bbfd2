import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { runVariables } from '@mrunner/core/run-files';
import { takeFlags } from './arguments.ts';
import { exampleSetting, scriptName, startWords, typedLine, wordOf } from './command-line.ts';
import type { Host } from './host.ts';
import { type JsonSchema, propertyNames, propertySchema, requiredNames } from './json-schema.ts';

/**
 * What a person reads who started a script by hand without parameters: the three ways to give them. Who gave `--ex` meant
 * a fourth one, which an environment variable turns on.
 */
export const usageMessage = (host: Host, schema: JsonSchema | undefined): string => {
  const spec = specBeside(host) ?? 'spec.ts';
  const defaults = schema ? defaultsText(schema) : '';
  return [
    `${scriptName(host)} needs its parameters, and nothing says where they are.`,
    `  by mrun       ${typedLine(['mrun', 'run', spec])}`,
    `  one of them   ${typedLine(['mrun', 'debug', spec, '--index', '0'])}`,
    `  by hand       ${typedLine([...startWords(host), ...exampleSettings(schema)])}${defaults}`,
    ...forSpec(host),
  ].join('\n');
};

const forSpec = (host: Host): readonly string[] => {
  if (!takeFlags(host.argv, { ex: 'always' }).values.has('ex')) return [];
  const variable = `${runVariables.debug}=1`;
  const line = typedLine([variable, ...startWords(host), ...host.argv]);
  return [`  for --ex      set ${variable}: ${line}`];
};

const exampleSettings = (schema: JsonSchema | undefined): readonly string[] => {
  if (!schema) return ['--set', 'KEY=VALUE'];
  const required = requiredNames(schema);
  const names = required.length > 0 ? required : propertyNames(schema).slice(0, 1);
  return names.length > 0
    ? names.flatMap((name) => exampleSetting(name, schema))
    : ['--set', 'KEY=VALUE'];
};

const defaultsText = (schema: JsonSchema): string => {
  const defaults = propertyNames(schema).flatMap((name) => {
    const property = propertySchema(schema, name);
    return property && 'default' in property ? [`${name}=${wordOf(property.default)}`] : [];
  });
  return defaults.length > 0 ? `      (${defaults.join(' ')} by default)` : '';
};

const specNames = /^spec\.([mc]?[jt]s|py|ya?ml|json)$/;

/** The spec file where the person is or beside the script, as a path to type. */
const specBeside = ({ script, cwd }: Host): string | undefined => {
  for (const directory of [cwd, ...(script === undefined ? [] : [dirname(script)])]) {
    const found = namesIn(directory).find((name) => specNames.test(name));
    if (found !== undefined) return relative(cwd, join(directory, found));
  }
  return undefined;
};

const namesIn = (directory: string): readonly string[] => {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
};
