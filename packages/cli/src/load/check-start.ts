import type { Context, Problem } from '@mrunner/core';
import { privateValues, secretValues } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { checkStorage } from './check-storage.ts';

/** What keeps runs from being started in these contexts: a place that can't be used, values that are missing. */
export const checkStart = (
  cli: Cli,
  contexts: readonly Context[],
  secrets: readonly string[],
): readonly Problem[] => {
  const problems: Problem[] = [];
  for (const context of contexts) {
    if (context.backend !== 'local') {
      problems.push(notHere(context));
      continue;
    }
    const values = privateValues(cli.host, context, {});
    problems.push(...(values.ok ? [] : values.problems), ...checkStorage(cli, context));
  }
  const own = secretValues(cli.host, secrets, {});
  const named = new Set(problems.map(({ path }) => path));
  return [...problems, ...(own.ok ? [] : own.problems.filter(({ path }) => !named.has(path)))];
};

const notHere = ({ name, backend }: Context): Problem => ({
  kind: 'conflict',
  path: 'context',
  message: `${name} is ${backend}, and this version of mrunner starts runs on this machine only`,
  details: ['mrun plan shows what would be submitted; a context with backend: local runs'],
});
