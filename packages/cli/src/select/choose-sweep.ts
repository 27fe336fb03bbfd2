import { dirname, relative, resolve } from 'node:path';
import {
  fail,
  type IndexRange,
  ok,
  type Problem,
  type Result,
  shellCommand,
  sweepFileNames,
} from '@mrunner/core';
import {
  findMoved,
  findSweep,
  openSweep,
  type RegistryEntry,
  type Sweep,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { projectDirectoryOf } from './project-directory.ts';
import { readRunSelector } from './run-selector.ts';
import { shortId } from './short-id.ts';

/** A sweep that the command line means, with the runs it means of it. */
export interface ChosenSweep {
  readonly sweep: Sweep;
  /** Absent: all. */
  readonly runs?: readonly IndexRange[];
  /** Whether the sweep was named, and not simply the newest. */
  readonly named: boolean;
}

type Asks = Pick<Cli, 'host' | 'cwd'>;

/** The sweep that a word means; without a word the newest one of this project directory. */
export const chooseSweep = (cli: Asks, word: string | undefined): Result<ChosenSweep> => {
  const { sweep: selector, runs } = readRunSelector(word ?? '');
  const inside = selector === undefined ? undefined : runDirectoryAt(cli, selector);
  if (inside !== undefined) return inside;
  const place = { projectDirectory: projectDirectoryOf(cli), cwd: cli.cwd };
  const entry = findSweep(cli.host, selector === '' ? undefined : selector, place);
  if (!entry.ok) return entry;
  if (!cli.host.files.exists(entry.value.home)) return fail(homeGone(cli, entry.value));
  const sweep = openSweep(cli.host, entry.value.home);
  if (!sweep.ok) return sweep;
  const named = selector !== undefined && selector !== '';
  return ok({ sweep: sweep.value, named, ...(runs !== undefined && { runs }) });
};

/** The same for commands that are about a sweep as a whole: runs of it are a problem. */
export const chooseWholeSweep = (cli: Asks, word: string | undefined): Result<ChosenSweep> => {
  const chosen = chooseSweep(cli, word);
  if (!chosen.ok || chosen.value.runs === undefined) return chosen;
  return fail({
    kind: 'value',
    path: word ?? '',
    message: 'expected a sweep, got runs; this is about a sweep as a whole',
    details: [`the sweep they are of: ${shortId(chosen.value.sweep.record.id)}`],
  });
};

/** The sweeps that several words mean, each once with all runs that were named of it; without words the newest. */
export const chooseSweeps = (
  cli: Asks,
  words: readonly string[],
): Result<readonly ChosenSweep[]> => {
  const chosen = new Map<string, ChosenSweep>();
  const problems: Problem[] = [];
  for (const word of words.length === 0 ? [undefined] : words) {
    const found = chooseSweep(cli, word);
    if (!found.ok) {
      problems.push(...found.problems);
      continue;
    }
    const { home } = found.value.sweep;
    const before = chosen.get(home);
    chosen.set(home, before === undefined ? found.value : bothOf(before, found.value));
  }
  return problems.length > 0 ? { ok: false, problems } : ok([...chosen.values()]);
};

const bothOf = (a: ChosenSweep, b: ChosenSweep): ChosenSweep => ({
  sweep: a.sweep,
  named: a.named || b.named,
  ...(a.runs !== undefined && b.runs !== undefined && { runs: [...a.runs, ...b.runs] }),
});

/** The run or composite that lives in a directory, when it is one inside of a sweep. */
const runDirectoryAt = (cli: Asks, path: string): Result<ChosenSweep> | undefined => {
  const directory = cli.host.files.realPath(resolve(cli.cwd, path));
  const home = directory === undefined ? undefined : homeAbove(cli, dirname(directory));
  if (directory === undefined || home === undefined) return undefined;
  const sweep = openSweep(cli.host, home);
  if (!sweep.ok) return sweep;
  const inside = relative(home, directory);
  const runs: IndexRange[] = [];
  for (const { index, directory: of } of sweep.value.experiments()) {
    if (of === inside || of.startsWith(`${inside}/`)) runs.push([index, index]);
  }
  return runs.length === 0 ? undefined : ok({ sweep: sweep.value, runs, named: true });
};

const homeAbove = (cli: Asks, directory: string): string | undefined => {
  if (cli.host.files.exists(`${directory}/${sweepFileNames.record}`)) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : homeAbove(cli, parent);
};

/** The sweep that a word means, when its directory is gone, as far as anybody can tell, and no runs of it are named. */
export const goneSweep = (cli: Asks, word: string | undefined): RegistryEntry | undefined => {
  const { sweep: selector, runs } = readRunSelector(word ?? '');
  if (runs !== undefined) return undefined;
  const place = { projectDirectory: projectDirectoryOf(cli), cwd: cli.cwd };
  const entry = findSweep(cli.host, selector === '' ? undefined : selector, place);
  if (!entry.ok || cli.host.files.exists(entry.value.home)) return undefined;
  return findMoved(cli.host, entry.value) === undefined ? entry.value : undefined;
};

const homeGone = ({ host }: Asks, entry: RegistryEntry): Problem => {
  const { id, home } = entry;
  const moved = findMoved(host, entry);
  if (moved !== undefined) {
    const again = shellCommand(['mrun', 'doctor', '--rebuild', moved]);
    const message = `its directory was moved to ${moved}`;
    return { kind: 'missing', path: id, message, details: [`put it on the list again: ${again}`] };
  }
  return {
    kind: 'missing',
    path: id,
    message: `its directory is gone: ${home}`,
    details: ['moved? mrun doctor --rebuild DIR finds it again', 'list all: mrun list'],
  };
};
