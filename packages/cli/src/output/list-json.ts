import { publicValue } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import type { Query } from '../find/query.ts';
import type { FoundSweep, Searched } from '../find/search.ts';
import { whereaboutsOf } from './list-text.ts';

/** Sweeps for programs. `runs` is null where none was asked for, else those that fit, the first five of each sweep. */
export const listJson = (
  cli: Cli,
  query: Query,
  found: readonly FoundSweep[],
  searched: Searched,
): object => ({
  sweeps: found.map((each) => sweepJson(cli, query, each)),
  searched: {
    sweeps: searched.sweeps,
    runs: searched.runs,
    complete: searched.stoppedAt === undefined && searched.gone === 0,
  },
});

const sweepJson = (cli: Cli, query: Query, { listed, runs, moreRuns }: FoundSweep): object => {
  const { entry, status } = listed;
  return {
    id: entry.id,
    project: entry.project,
    name: entry.name,
    context: entry.context,
    home: entry.home,
    gone: status === undefined,
    movedTo: whereaboutsOf(cli, listed)?.home ?? null,
    projectDirectory: entry.projectDirectory,
    spec: entry.spec,
    description: entry.description ?? null,
    tags: entry.tags,
    runTags: entry.runTags ?? [],
    notes: entry.notes ?? [],
    pinned: entry.pinned === true,
    createdAt: new Date(entry.createdAt).toISOString(),
    count: entry.count,
    counts: status?.counts ?? null,
    launcher: status?.launcher ?? null,
    runs:
      query.runNames.length === 0
        ? null
        : runs.map(({ run, values }) => ({
            index: run.recorded.index,
            id: `${entry.id}/${run.recorded.index}`,
            state: run.status.state,
            dir: run.directory,
            values: Object.fromEntries(values.map(([name, value]) => [name, publicValue(value)])),
          })),
    moreRuns,
  };
};
