import type { Context, Problem } from '@mrunner/core';
import { checkGpus, privateValues, secretValues } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { type CheckedPlace, checkPlace } from './check-place.ts';
import { checkStorage } from './check-storage.ts';
import { placeProblems } from './place-problems.ts';
import type { WantedStart } from './prepare-sweep.ts';

/** What keeps runs from being started: a place that can't be used, values that are missing, GPUs that there are not. */
export const checkStart = async (cli: Cli, wanted: WantedStart): Promise<CheckedPlace> => {
  const { contexts, secrets, gpus } = wanted;
  const problems: Problem[] = [...placeProblems(wanted)];
  // Contexts of several places are no place to ask.
  const { problems: refused, ...checked } =
    problems.length > 0 ? { problems: [] } : await checkPlace(cli, wanted);
  for (const context of contexts) {
    problems.push(...checkLocalContext(cli, context, {}));
  }
  const own = secretValues(cli.host, secrets, {});
  const named = new Set(problems.map(({ path }) => path));
  return {
    ...checked,
    problems: [
      ...problems,
      ...(own.ok ? [] : own.problems.filter(({ path }) => !named.has(path))),
      ...(await checkGpus(cli.host, gpus)),
      ...refused,
    ],
  };
};

/**
 * What is wrong with a context of this machine, whatever it is to run.
 *
 * @param secrets values of secrets; those missing are to be in the environment
 */
export const checkLocalContext = (
  cli: Cli,
  context: Context,
  secrets: { readonly [name: string]: string },
): readonly Problem[] => {
  const values = privateValues(cli.host, context, secrets);
  return [
    ...(values.ok ? [] : values.problems),
    ...checkStorage(cli, context),
    ...withoutEffect(context),
  ];
};

/** Settings that this version reads and would not carry out: nobody is to believe that they are in force. */
const withoutEffect = ({ name, code, setup }: Context): readonly Problem[] => {
  const path = `contexts.${name}`;
  return [
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
