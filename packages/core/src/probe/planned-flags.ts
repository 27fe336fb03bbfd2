import { flagName, flagWords } from '../commands/flag-words.ts';
import { unusedLeaves } from '../commands/parameter-arguments.ts';
import { usedParameters } from '../commands/placeholders.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { isList } from '../values/value-kind.ts';

/** A flag that the commands of a plan have. */
export interface PlannedFlag {
  /** With its dashes. */
  readonly name: string;
  /** The parameter it comes from; undefined for words of the script itself. */
  readonly parameter: string | undefined;
  /** Its first distinct values; none for a switch. */
  readonly values: readonly string[];
  /** Whether it stands alone somewhere: a switch. */
  readonly bare: boolean;
  /** How many values stand behind it at once, at most. */
  readonly most: number;
  /** How many experiments pass it. */
  readonly count: number;
}

/** The flags that the experiments of one script pass. */
export interface PlannedFlags {
  readonly flags: readonly PlannedFlag[];
  /** How many experiments there are. */
  readonly total: number;
  /** Switches that are false somewhere, so that nothing is passed for them: their flags. */
  readonly unsaid: readonly string[];
}

const mostValues = 64;

/** A flag in the command of one experiment. */
interface Occurrence {
  readonly values: readonly string[];
  readonly isBare: boolean;
  /** How many values stand behind it at once. */
  readonly together: number;
}

/** Collects the flags of the experiments of one script. */
export const plannedFlags = (
  extraWords: readonly string[],
): { add(experiment: Experiment): void; seen(): PlannedFlags } => {
  const flags = new Map<
    string,
    {
      parameter: string | undefined;
      values: Set<string>;
      bare: boolean;
      most: number;
      count: number;
    }
  >();
  const unsaid = new Set<string>();
  let total = 0;
  const pass = (
    name: string,
    parameter: string | undefined,
    { values, isBare, together }: Occurrence,
  ): void => {
    const known = flags.get(name) ?? {
      parameter,
      values: new Set<string>(),
      bare: false,
      most: 0,
      count: 0,
    };
    known.count++;
    known.bare ||= isBare;
    known.most = Math.max(known.most, together);
    for (const value of values) if (known.values.size < mostValues) known.values.add(value);
    flags.set(name, known);
  };
  return {
    add: ({ script, parameters, args, flags: style }) => {
      total++;
      const words = [...ownWords(script ?? []), ...extraWords];
      for (const [name, values] of flagsIn(words))
        pass(name, undefined, { values, isBare: false, together: 1 });
      if (args !== 'flags') return;
      const used = usedParameters(script ?? [], parameters);
      for (const leaf of unusedLeaves({ parameters, used })) {
        const [parameter, value] = leaf;
        const all = flagWords(leaf, style);
        const [first = ''] = all;
        if (first === '') {
          if (value === false) unsaid.add(flagName(parameter, style));
          continue;
        }
        const name = first.split('=', 1)[0] ?? first;
        const isSpread = isList(value) && style.lists === 'spread';
        const values = isSpread ? all.slice(1) : all.flatMap(valueIn);
        const isBare = typeof value === 'boolean' && values.length === 0;
        pass(name, parameter, { values, isBare, together: isSpread ? values.length : 1 });
      }
    },
    seen: () => ({
      flags: [...flags].map(([name, { values, ...flag }]) => ({
        name,
        ...flag,
        values: [...values],
      })),
      total,
      unsaid: [...unsaid],
    }),
  };
};

const valueIn = (word: string): readonly string[] => {
  const at = word.indexOf('=');
  return at === -1 ? [] : [word.slice(at + 1)];
};

/** The flags in words that a person wrote: a value behind a space can't be told from something else. */
const flagsIn = (words: readonly string[]): readonly (readonly [string, readonly string[]])[] =>
  words
    .filter((word) => /^--[A-Za-z]/.test(word))
    .map((word) => [word.split('=', 1)[0] ?? word, hasPlaceholder(word) ? [] : valueIn(word)]);

const hasPlaceholder = (word: string): boolean => word.includes('{');

/** The words behind the script's file: what comes before is for its interpreter, or for what starts that. */
const ownWords = (script: readonly string[]): readonly string[] => {
  const file = script.findIndex((word) => /\.(?:py|[cm]?[jt]s|sh|rb|pl|R|jl)$/.test(word));
  return file === -1 ? [] : script.slice(file + 1);
};
