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
  const path = `contexts.${name}`;
  return [
    ...(gpus === undefined
      ? []
      : [
          {
            ...conflict(path),
            message: 'gpus is not carried out on this machine by this version of mrunner',
            details: ['CUDA_VISIBLE_DEVICES under env: says which GPUs runs see'],
          },
        ]),
    ...(setup.setup === undefined || code === 'snapshot'
      ? []
      : [
          {
            ...conflict(path),
            message: 'setup prepares a snapshot, and these runs use the files themselves',
            details: [
              'take one: code: snapshot, or --code snapshot',
              'or prolog_cmd, which runs in each shell that starts runs',
            ],
          },
        ]),
  ];
};

const conflict = (path: string) => ({ kind: 'conflict', path }) as const;

const notHere = ({ name, backend }: Context): Problem => ({
  kind: 'conflict',
  path: 'context',
  message: `${name} is ${backend}, and this version of mrunner starts runs on this machine only`,
  details: ['mrun plan shows what would be submitted; a context with backend: local runs'],
});
