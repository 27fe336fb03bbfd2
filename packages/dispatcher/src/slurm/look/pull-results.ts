import { dirname } from 'node:path';
import { type SweepFacts, workDirectory } from '@mrunner/core';
import type { Unexplained } from '../../cluster/look/failure-events.ts';
import type { Host } from '../../host/host.ts';
import type { DoneProgram, Place } from '../../place/place.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { Pulled } from './pulled-file.ts';
import {
  type FarFile,
  logsAnswer,
  resultsAnswer,
  resultsInput,
  resultsText,
} from './results-program.ts';

/** Runs whose results come at once; they are held in memory. */
const runsAtOnce = 2000;
/** Running ones whose newest metrics are fetched, too. */
const mostRunning = 200;
/** Metrics of running runs beyond this are fetched when the run has ended. */
const mostRunningBytes = 4 << 20;

/** What is now here, and why not all is. */
export interface PulledResults {
  readonly attempts: Pulled['attempts'];
  /** Ends of logs, by `logKey`. */
  readonly logs: ReadonlyMap<string, string>;
  readonly trouble?: string;
}

/** Fetches what came out of runs that have ended since the last time, and the newest metrics of those that go on. */
export async function pullResults(
  host: Host,
  sweep: Sweep,
  facts: SweepFacts,
  {
    place,
    known,
    failures,
  }: {
    readonly place: Place;
    readonly known: Pulled['attempts'];
    /** Those whose logs are of interest. */
    readonly failures: readonly Unexplained[];
  },
): Promise<PulledResults> {
  const attempts = new Map(known);
  const ended = newEnds(facts, known);
  const running = runningRuns(facts).slice(0, mostRunning);
  const recorded = sweep.experimentsAt(
    new Set([...ended.keys(), ...running, ...failures.map(({ run }) => run)]),
  );
  const directoryOf = (run: number): string => recorded.get(run)?.directory ?? '';
  const going = running
    .map(directoryOf)
    .filter((directory) => isSmall(host, `${sweep.home}/${directory}`));
  const failed = failures.map((each) => ({ ...each, directory: directoryOf(each.run) }));
  const logs = new Map<string, string>();
  const wanted = [...ended.keys()];
  const isAny = wanted.length + going.length + failures.length > 0;
  for (let from = 0; from < wanted.length || (from === 0 && isAny); from += runsAtOnce) {
    const some = wanted.slice(from, from + runsAtOnce);
    const directories = [...some.map(directoryOf), ...(from === 0 ? going : [])];
    const text = resultsText(workDirectory(sweep.record));
    const answer = await place.run(text, {
      input: resultsInput(from === 0 ? failed : [], directories),
    });
    if (answer.kind !== 'done') return { attempts, logs, trouble: answer.text };
    for (const [key, text] of logsAnswer(answer.parts)) logs.set(key, text);
    const files = await resultsAnswer(host, answer.parts, new Set(directories));
    if (files === undefined) return { attempts, logs, trouble: troubleText(answer) };
    keepFiles(host, sweep.home, files);
    for (const run of some) attempts.set(run, ended.get(run) ?? 1);
  }
  return { attempts, logs };
}

/** Whether something has ended that was not fetched. */
export const hasNews = (facts: SweepFacts, known: Pulled['attempts']): boolean =>
  newEnds(facts, known).size > 0;

/** What is known when everything is here. */
export const endedAttempts = (facts: SweepFacts, known: Pulled['attempts']): Pulled['attempts'] =>
  new Map([...known, ...newEnds(facts, known)]);

/** Runs of which an attempt has ended that nobody fetched, with its number. */
function newEnds(facts: SweepFacts, known: Pulled['attempts']): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const add = (run: number, attempt: number): void => {
    if (attempt > Math.max(known.get(run) ?? 0, found.get(run) ?? 0)) found.set(run, attempt);
  };
  for (const { index } of facts.plain?.values() ?? []) add(index, 1);
  for (const [run, attempts] of facts.runs) {
    for (const { attempt, exitCode, ended } of attempts) {
      if (exitCode !== undefined || ended !== undefined) add(run, attempt);
    }
  }
  return found;
}

const runningRuns = ({ runs }: SweepFacts): readonly number[] =>
  [...runs].flatMap(([run, attempts]) =>
    attempts.some((it) => it.started && it.exitCode === undefined && it.ended === undefined)
      ? [run]
      : [],
  );

const isSmall = ({ files }: Host, directory: string): boolean =>
  (files.stat(`${directory}/metrics.jsonl`)?.size ?? 0) < mostRunningBytes;

const troubleText = ({ stderr }: DoneProgram): string => {
  const line = stderr.split('\n').findLast((each) => each.trim() !== '');
  return `results could not be fetched: ${line ?? 'their archive is not whole'}`;
};

/** Each file is put in place as a whole. */
function keepFiles({ files, random }: Host, home: string, found: readonly FarFile[]): void {
  for (const { path, bytes } of found) {
    const whole = `${home}/${path}`;
    files.makeDirectories(dirname(whole));
    const beside = `${whole}.${random().toString(36).slice(2, 8)}.tmp`;
    files.writeAt(beside, 0, bytes);
    files.rename(beside, whole);
  }
}
