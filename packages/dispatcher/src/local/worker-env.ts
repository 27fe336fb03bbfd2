import { type Context, fail, ok, type Problem, type Result } from '@mrunner/core';
import { parse as parseDotenv } from 'dotenv';
import type { Host } from '../host/host.ts';

type Values = { readonly [name: string]: string };

/**
 * The values that a context's runs get from its dotenv files and secrets, in this order. They go to processes and nowhere
 * else. All that is missing is reported by name, at once.
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
    if (text !== undefined) Object.assign(values, parseDotenv(text));
    else problems.push(missingEnvFile(context, file));
  }
  const secrets = secretValues(host, context.setup.secrets, given);
  if (!secrets.ok) problems.push(...secrets.problems);
  else Object.assign(values, secrets.value);
  return problems.length > 0 ? fail(...problems) : ok(values);
}

/** The values of secrets: given ones, else those of the launcher's own environment. */
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
  return missing.length > 0 ? fail(...missing.map(missingSecret)) : ok(values);
}

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
