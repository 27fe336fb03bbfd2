import { resolve } from 'node:path';
import { type Experiment, type IndexedExperiment, stringifyPrivate } from '@mrunner/core';
import { listSweeps, openSweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { indexRanges } from '../output/index-ranges.ts';
import { countText } from '../output/sweep-words.ts';
import { specProjectDirectory } from './config-files.ts';
import { selectionOf } from './selection-flags.ts';
import { startSpec } from './start-spec.ts';
import type { SweepFlags } from './sweep-flags.ts';

/**
 * The flags of a command that knows `--skip-done`, selecting what is left, after saying how much was left out. Undefined
 * when nothing is left.
 */
export const leaveOutDone = async <F extends SweepFlags & { readonly skipDone: boolean }>(
  cli: Cli,
  given: F,
): Promise<F | undefined> => {
  if (!given.skipDone) return given;
  const { flags, skipped, left } = await skipDone(cli, given);
  if (skipped > 0) {
    const rest =
      left === 0 ? 'nothing is left to start' : `${left} ${left === 1 ? 'is' : 'are'} left`;
    cli.stderr.write(`${countText(skipped, 'experiment')} done before (--skip-done): ${rest}.\n`);
  }
  return left === 0 ? undefined : flags;
};

/** What is left of a spec when what was done before is skipped. */
interface SkippedDone<F extends SweepFlags> {
  /** The flags, selecting only what is left. */
  readonly flags: F;
  readonly skipped: number;
  readonly left: number;
}

/**
 * Leaves out experiments that succeeded in an earlier sweep of the project: the same project, name, script, arguments and
 * parameters. A composite is left out when all its members are done. `--limit` and `--shuffle` count what is left. A spec
 * that can't be evaluated is left to whoever evaluates it next, for all its problems.
 */
const skipDone = async <F extends SweepFlags>(cli: Cli, flags: F): Promise<SkippedDone<F>> => {
  const unchanged = { flags, skipped: 0, left: Number.POSITIVE_INFINITY };
  const { selection, problems } = selectionOf({ only: flags.only }, cli.host.random);
  if (problems.length > 0) return unchanged;
  const { result } = startSpec(cli, flags, selection);
  const spec = await result;
  if (!spec.ok) return unchanged;
  const done = doneBefore(cli, specProjectDirectory(cli, resolve(cli.cwd, flags.file)));
  const units = new Map<number, { readonly indexes: number[]; isDone: boolean }>();
  for await (const indexed of spec.value.experiments) {
    const first = indexed.composite?.first ?? indexed.index;
    const unit = units.get(first) ?? { indexes: [], isDone: true };
    unit.indexes.push(indexed.index);
    unit.isDone &&= done.has(keyOf(indexed));
    units.set(first, unit);
  }
  spec.value.close();
  const all = [...units.values()];
  const left = all.filter(({ isDone }) => !isDone).flatMap(({ indexes }) => indexes);
  const skipped = all.reduce((sum, { indexes }) => sum + indexes.length, 0) - left.length;
  if (skipped === 0) return { ...unchanged, left: left.length };
  return { flags: { ...flags, only: indexRanges(left).join(',') }, skipped, left: left.length };
};

/** Keys of everything that succeeded in the sweeps of a project. */
const doneBefore = (cli: Cli, projectDirectory: string): ReadonlySet<string> => {
  const done = new Set<string>();
  for (const entry of listSweeps(cli.host)) {
    if (entry.projectDirectory !== projectDirectory) continue;
    const sweep = openSweep(cli.host, entry.home);
    if (!sweep.ok) continue;
    const { counts, of } = sweep.value.status();
    if (counts.succeeded === 0) continue;
    for (const recorded of sweep.value.experiments()) {
      if (of(recorded.index).state === 'succeeded') done.add(keyOf(recorded));
    }
  }
  return done;
};

/** The same for the same work, wherever it stands in a spec. */
const keyOf = ({
  experiment,
  composite,
}: Pick<IndexedExperiment, 'experiment' | 'composite'>): string => {
  const { project, name, script, args, flags, parameters }: Experiment = experiment;
  const sorted = Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const member = composite === undefined ? null : [composite.name, composite.member];
  return stringifyPrivate([project, name, member, script, args, { ...flags }, sorted]);
};
