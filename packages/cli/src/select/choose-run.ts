import {
  fail,
  type IndexRange,
  indexesText,
  ok,
  type Problem,
  type RecordedExperiment,
  type Result,
} from '@mrunner/core';
import type { Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { type ChosenSweep, chooseSweep } from './choose-sweep.ts';
import { isWithin } from './run-selector.ts';
import { shortId } from './short-id.ts';

/** One run that the command line means. */
export interface ChosenRun {
  readonly sweep: Sweep;
  readonly recorded: RecordedExperiment;
  /** Whether its sweep was named. */
  readonly named: boolean;
}

/** The one run that a word such as `3` or `otter/3` means. A sweep of one run names that run. */
export const chooseRun = (cli: Pick<Cli, 'host' | 'cwd'>, word: string): Result<ChosenRun> => {
  const chosen = chooseSweep(cli, word);
  if (!chosen.ok) return chosen;
  const runs = recordedOf(chosen.value);
  if (!runs.ok) return runs;
  const [recorded, ...others] = runs.value;
  if (recorded === undefined || others.length > 0) return fail(notOne(word, chosen.value));
  return ok({ sweep: chosen.value.sweep, recorded, named: chosen.value.named });
};

/** The experiments of the chosen runs, in the order in which they are started; a problem when a named one does not exist. */
export const recordedOf = ({ sweep, runs }: ChosenSweep): Result<readonly RecordedExperiment[]> => {
  const found = [...(runs === undefined ? sweep.experiments() : within(sweep, runs))];
  const missing = (runs ?? []).filter(
    ([first, last]) => !found.some(({ index }) => first <= index && index <= last),
  );
  return missing.length > 0
    ? fail(
        noSuchRun(
          sweep,
          missing.map(([first]) => first),
        ),
      )
    : ok(found);
};

/** How many runs are looked up one by one. */
const fewRuns = 1000;

/** The lines of the other experiments of a large sweep are not parsed for a few. */
const within = (sweep: Sweep, runs: readonly IndexRange[]): Iterable<RecordedExperiment> => {
  const count = runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  if (count > fewRuns) {
    return [...sweep.experiments()].filter(({ index }) => isWithin(runs, index));
  }
  const indexes = runs.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  );
  return sweep.experimentsAt(new Set(indexes)).values();
};

const notOne = (word: string, { sweep }: ChosenSweep): Problem => ({
  kind: 'value',
  path: word,
  message: 'expected one run such as 3 or otter/3',
  details: [
    `${sweep.record.id} has ${sweep.record.count} runs: mrun status ${shortId(sweep.record.id)}`,
  ],
});

const noSuchRun = ({ record }: Sweep, missing: readonly number[]): Problem => ({
  kind: 'missing',
  path: indexesText(missing),
  message: `${record.id} has no such run`,
  details: [
    `it has ${record.count} of ${record.specCount} experiments: mrun status ${shortId(record.id)}`,
  ],
});

/** How further commands name a sweep: not at all when it is the newest anyway. */
export const sweepWord = ({ sweep, named }: Pick<ChosenSweep, 'sweep' | 'named'>): string =>
  named ? shortId(sweep.record.id) : '';

/** The same behind the words of a command: ` brave-otter`, or nothing. */
export const ofSweep = (chosen: Pick<ChosenSweep, 'sweep' | 'named'>): string =>
  chosen.named ? ` ${sweepWord(chosen)}` : '';

/** How further commands name a run: `3`, or `brave-otter/3`. */
export const runWord = (chosen: Pick<ChosenSweep, 'sweep' | 'named'>, index: number): string =>
  chosen.named ? `${shortId(chosen.sweep.record.id)}/${index}` : String(index);
