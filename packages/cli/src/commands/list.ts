import { runStates } from '@mrunner/core';
import {
  listSweeps,
  type RegistryEntry,
  readSweepStatus,
  type SweepStatus,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { CommandMain } from '../command-line/command.ts';
import type { list as declaration } from '../command-line/declarations/list.ts';
import { exitCode } from '../exit-codes.ts';
import { type Colours, coloursFor } from '../output/colours.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { paintState } from '../output/state-text.ts';
import { ageText } from '../output/sweep-header.ts';
import { tableText } from '../output/table.ts';
import { filterBy } from '../where/filter-by.ts';
import { type ListedSweep, sweepFields, sweepLookup } from '../where/sweep-fields.ts';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const all = [...listSweeps(cli.host)].map((entry) => listed(cli, entry));
  const sweeps = filterBy(args.where, all, sweepLookup, () => Object.keys(sweepFields), {
    example: "'failed>0 and project=birds'",
    fields: Object.keys(sweepFields),
  });
  if (!sweeps.ok) return printProblems(cli, 'mrun list', sweeps.problems);
  if (args.json) {
    printJson(cli, { sweeps: sweeps.value.map(sweepJson) });
    return exitCode.ok;
  }
  cli.stdout.write(`${headText(all.length, sweeps.value.length)}\n`);
  if (sweeps.value.length > 0) cli.stdout.write(listText(cli, sweeps.value));
  const [newest] = sweeps.value;
  const next = newest === undefined ? 'mrun run SPEC' : `mrun status ${newest.entry.id}`;
  printNext(cli, [next], args);
  return exitCode.ok;
};

const listed = ({ host }: Cli, entry: RegistryEntry): ListedSweep =>
  host.files.exists(entry.home)
    ? { entry, status: readSweepStatus(host, entry.home, entry.count) }
    : { entry };

const headText = (all: number, shown: number): string => {
  if (all === 0) return 'No sweep has been started yet.';
  const count = all === 1 ? '1 sweep' : `${all} sweeps`;
  return shown === all ? `${count}, the newest first` : `${shown} of ${count}, the newest first`;
};

const listText = (cli: Cli, sweeps: readonly ListedSweep[]): string => {
  const colours = coloursFor(cli.stdout, cli.env);
  const now = cli.host.clock.now();
  const rows = sweeps.map(({ entry, status }) => [
    entry.id,
    entry.project,
    entry.name,
    entry.context,
    ageText(now - entry.createdAt),
    status === undefined ? '' : `${status.counts.succeeded}/${entry.count}`,
    status === undefined ? colours.yellow('gone') : othersText(status, colours),
  ]);
  const columns = [
    { title: 'sweep', shrinks: 'last' },
    { title: 'project', shrinks: true },
    { title: 'name', shrinks: true },
    { title: 'context', shrinks: true },
    { title: 'age', align: 'right' },
    { title: 'ok', align: 'right' },
    { title: '', shrinks: true },
  ] as const;
  const table = tableText(columns, rows, { columns: cli.stdout.columns });
  const isGone = sweeps.some(({ status }) => status === undefined);
  return isGone ? `${table}  gone: moved or removed; mrun doctor --rebuild DIR finds it\n` : table;
};

/** The runs that have not succeeded: `2 running, 1 failed`. */
const othersText = ({ counts }: SweepStatus, colours: Colours): string =>
  runStates
    .filter((state) => state !== 'succeeded' && counts[state] > 0)
    .map((state) => paintState(state, colours)(`${counts[state]} ${state}`))
    .join(', ');

const sweepJson = ({ entry, status }: ListedSweep): object => ({
  id: entry.id,
  project: entry.project,
  name: entry.name,
  context: entry.context,
  home: entry.home,
  gone: status === undefined,
  projectDirectory: entry.projectDirectory,
  spec: entry.spec,
  tags: entry.tags,
  createdAt: new Date(entry.createdAt).toISOString(),
  count: entry.count,
  counts: status?.counts ?? null,
  launcher: status?.launcher ?? null,
});
