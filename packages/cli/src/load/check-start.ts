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
    problems.push(...withoutEffect(context));
  }
  const own = secretValues(cli.host, secrets, {});
  const named = new Set(problems.map(({ path }) => path));
  return [...problems, ...(own.ok ? [] : own.problems.filter(({ path }) => !named.has(path)))];
};

/** Settings that this version reads and would not carry out: nobody is to believe that they are in force. */
const withoutEffect = ({ name, code, gpus, setup }: Context): readonly Problem[] => {
  const wanted: [key: string, isWanted: boolean, instead: string][] = [
    ['code: snapshot', code === 'snapshot', 'runs here use the files in place: code: in-place'],
    ['gpus', gpus !== undefined, 'CUDA_VISIBLE_DEVICES under env: says which GPUs runs see'],
    ['setup', setup.setup !== undefined, 'prolog_cmd runs before the first run of each slot'],
    ['link', setup.link.length > 0, 'runs here use the files in place, so nothing needs a link'],
  ];
  return wanted
    .filter(([, isWanted]) => isWanted)
    .map(([key, , instead]) => ({
      kind: 'conflict',
      path: `contexts.${name}`,
      message: `${key} is not carried out on this machine by this version of mrunner`,
      details: [instead],
    }));
};

const notHere = ({ name, backend }: Context): Problem => ({
  kind: 'conflict',
  path: 'context',
  message: `${name} is ${backend}, and this version of mrunner starts runs on this machine only`,
  details: ['mrun plan shows what would be submitted; a context with backend: local runs'],
});
