import type { SetUpProblem } from './set-up-problem.ts';

/** Which flags to take: always, or only with a value that fits. Names are written with `_`. */
export type WantedFlags = { readonly [name: string]: 'always' | ((value: string) => boolean) };

export interface TakenFlags {
  /** The values given to a flag, in order. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** The arguments that were not taken, in order. */
  readonly rest: readonly string[];
  readonly problems: readonly SetUpProblem[];
}

/**
 * Takes flags that have one value out of the arguments: `--exp_dir_path DIR`, `--exp-dir-path=DIR`. Everything else is
 * left as it is, and so is all that follows a `--`.
 */
export const takeFlags = (argv: readonly string[], wanted: WantedFlags): TakenFlags => {
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  const problems: SetUpProblem[] = [];
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  for (let at = 0; at < end; at++) {
    const word = argv[at] ?? '';
    const flag = flagOf(word);
    const want = flag && Object.hasOwn(wanted, flag.name) ? wanted[flag.name] : undefined;
    if (!flag || !want) {
      rest.push(word);
      continue;
    }
    const following = at + 1 < end ? argv[at + 1] : undefined;
    const value = flag.value ?? (following?.startsWith('--') ? undefined : following);
    if (value === undefined && want === 'always') {
      problems.push({ path: word, message: `expected a value after it: ${word}=VALUE` });
    } else if (value === undefined || (want !== 'always' && !want(value))) {
      rest.push(word);
    } else {
      values.set(flag.name, [...(values.get(flag.name) ?? []), value]);
      if (flag.value === undefined) at++;
    }
  }
  return { values, rest: [...rest, ...argv.slice(end)], problems };
};

const flagOf = (word: string): { name: string; value: string | undefined } | undefined => {
  const match = /^--([a-z][\w-]*)(?:=(.*))?$/is.exec(word);
  return match ? { name: (match[1] ?? '').replaceAll('-', '_'), value: match[2] } : undefined;
};
