import { type Problem, parseIndexes, type Selection } from '@mrunner/core';

/** The flags that select experiments, as they were typed. */
export interface SelectionFlags {
  readonly only?: string | undefined;
  readonly shuffle?: string | undefined;
  readonly limit?: number | undefined;
}

/** Reads the flags that select experiments. */
export const selectionOf = (
  { only, shuffle, limit }: SelectionFlags,
  random: () => number,
): { readonly selection: Selection; readonly problems: readonly Problem[] } => {
  const ranges = only === undefined ? undefined : parseIndexes(only, '--only');
  const isSeed = shuffle === undefined || /^\d{0,15}$/.test(shuffle);
  const seed = shuffle === '' ? Math.floor(random() * 1_000_000) : Number(shuffle);
  return {
    selection: {
      ...(ranges?.ok === true && { only: ranges.value }),
      ...(shuffle !== undefined && isSeed && { shuffle: seed }),
      ...(limit !== undefined && { limit }),
    },
    problems: [
      ...(ranges?.ok === false ? ranges.problems : []),
      ...(isSeed ? [] : [notASeed(shuffle)]),
    ],
  };
};

const notASeed = (text: string): Problem => ({
  kind: 'value',
  path: '--shuffle',
  message: `expected a whole number as seed, got ${text}`,
  details: ['for example --shuffle=7, or --shuffle for any order'],
});
