import { type Context, fail, ok, type Problem, type Result } from '@mrunner/core';
import { parse as parseDotenv } from 'dotenv';
import type { Host } from '../host/host.ts';
import { isOrdinaryName } from '../worker-program/variable-names.ts';

type Values = { readonly [name: string]: string };

/**
 * The values that a context's runs get from its dotenv files and secrets, in this order. They go to processes and nowhere
 * else. All that is missing is reported by name, at once; so are names that could reach a process only on a command line,
 * which everybody on the machine can read.
 */
export function privateValues(
  host: Pick<Host, 'files' | 'env'>,
  context: Context,
  given: Values,
): Result<Values> {
  const values: { [name: string]: string } = {};
  const problems: Problem[] = [];
  for (const file of context.setup.envFiles) {
    const text = host.files.read(file);
    if (text === undefined) {
      problems.push(missingEnvFile(context, file));
      continue;
    }
    const parsed = parseDotenv(text);
    problems.push(...unfitNames(`contexts.${context.name}.env_file`, Object.keys(parsed), file));
    Object.assign(values, parsed);
  }
  const secrets = secretValues(host, context.setup.secrets, given);
  if (!secrets.ok) problems.push(...secrets.problems);
  else Object.assign(values, secrets.value);
  return problems.length > 0 ? fail(...problems) : ok(values);
}

/** The values of secrets: given ones, else those of the launcher's own environment. Their names are to be ordinary. */
export function secretValues(
  host: Pick<Host, 'env'>,
  names: readonly string[],
  given: Values,
): Result<Values> {
  const values: { [name: string]: string } = {};
  const missing: string[] = [];
  for (const name of names) {
    const value = given[name] ?? host.env[name];
    if (value === undefined) missing.push(name);
    else values[name] = value;
  }
  const problems = [
    ...missing.map(missingSecret),
    ...names.flatMap((name) => unfitNames(`secrets.${name}`, [name])),
  ];
  return problems.length > 0 ? fail(...problems) : ok(values);
}

/** A problem for each name that a shell can't export: it would have to be handed over on a command line. */
const unfitNames = (
  path: string,
  names: readonly string[],
  file = 'the list',
): readonly Problem[] =>
  names
    .filter((name) => !isOrdinaryName(name))
    .map((name) => ({
      kind: 'secret',
      path,
      message: `expected names that a shell can export, and ${file} has ${name}`,
      details: [
        'choose another name: letters, digits and _, and none that shells use themselves, such as UID or PWD',
        'or, when its value is no secret, set it by env instead',
      ],
    }));

const missingSecret = (name: string): Problem => ({
  kind: 'secret',
  path: `secrets.${name}`,
  message: `expected a value in the environment variable ${name}, and it is not set`,
  details: [`export ${name}=… in this terminal, then do it again: secrets are stored nowhere`],
});

const missingEnvFile = (context: Context, file: string): Problem => ({
  kind: 'file',
  path: `contexts.${context.name}.env_file`,
  message: `expected a file of lines NAME=value, and ${file} does not exist`,
});
