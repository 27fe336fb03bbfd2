import { type FoldedRemarks, indexesText, type Note } from '@mrunner/core';
import { registeredSweep, type Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { oneLine } from '../output/cell-text.ts';
import { coloursFor } from '../output/colours.ts';
import { detailsText } from '../output/details.ts';
import { momentText, sweepParts } from '../output/sweep-header.ts';
import { tableText } from '../output/table.ts';
import { wrapParts } from '../output/wrap-parts.ts';
import type { RemarkTarget } from './remark-target.ts';

/** How many runs are shown one by one. */
const mostRuns = 20;

/** Everything that was said of a sweep or of the runs that are meant, for people. */
export const remarksText = (cli: Cli, { chosen, runs }: RemarkTarget, said: FoldedRemarks) => {
  const { sweep } = chosen;
  const parts = sweepParts(sweep.record, coloursFor(cli.stdout, cli.env));
  const head = `${wrapParts(parts, ' · ', cli.stdout.columns)}\n`;
  if (runs === undefined) {
    const tags = sweepTags(cli, sweep, said);
    if (tags.length === 0 && !said.pinned && said.notes.length === 0)
      return `${head}  no notes, no tags\n`;
    const pinnedRuns = said.pinned ? 'a run of it' : '';
    return `${head}${detailsText([
      ['tags', ...tagLine(tags)],
      ['pinned', ...(said.sweep.pinned ? ['yes'] : [pinnedRuns].filter((text) => text !== ''))],
      ['notes', ...noteLines(cli, said.notes)],
    ])}`;
  }
  const rows = runs.slice(0, mostRuns).map((recorded) => {
    const { tags, pinned } = said.run(recorded.index);
    const [line = '–'] = tagLine(tags(sweep.plan(recorded, 1).tags));
    return [`#${recorded.index}`, pinned ? 'pinned' : '', line];
  });
  const notes = said.notes.filter((note) =>
    runs.some(({ index }) => said.run(index).notes.includes(note)),
  );
  const columns = [{ title: 'run', align: 'right' }, { title: '' }, { title: 'tags' }] as const;
  const more = runs.length - rows.length;
  return [
    head,
    tableText(columns, rows, { columns: cli.stdout.columns }),
    more === 0 ? '' : `  … and ${more} more\n`,
    detailsText([['notes', ...noteLines(cli, notes)]]),
  ].join('');
};

const tagLine = (tags: readonly string[]): readonly string[] =>
  tags.length === 0 ? [] : [tags.map(oneLine).join(', ')];

/** Notes as lines: number, when, who, about which runs, what. */
const noteLines = (cli: Cli, notes: readonly Note[]): readonly string[] => {
  const now = cli.host.clock.now();
  const rows = notes.map(({ number, time, by, runs, text }) => [
    String(number),
    momentText(time, now),
    by.split('@')[0] ?? by,
    runsText(runs),
    oneLine(text),
  ]);
  const columns = [
    { title: '', align: 'right' },
    ...['', '', '', ''].map((title) => ({ title })),
  ] as const;
  return tableText(columns, rows, { indent: 0 }).split('\n').slice(0, -1);
};

const runsText = (ranges: Note['runs']): string =>
  (ranges ?? [])
    .map(([first, last]) => (first === last ? indexesText([first]) : `#${first} … #${last}`))
    .join(', ');

/** The tags of a sweep with what was said of it. The list knows those of its experiments too. */
export const sweepTags = (
  { host }: Pick<Cli, 'host'>,
  { record }: Sweep,
  said: FoldedRemarks,
): readonly string[] => registeredSweep(host, record.id)?.tags ?? said.sweep.tags(record.tags);

/** The same for programs. */
export const remarksJson = (cli: Cli, { chosen, runs }: RemarkTarget, said: FoldedRemarks) => ({
  sweep: chosen.sweep.record.id,
  tags: sweepTags(cli, chosen.sweep, said),
  pinned: said.sweep.pinned,
  notes: said.notes.map(({ number, text, time, by, runs: about }) => ({
    number,
    text,
    time: new Date(time).toISOString(),
    by,
    runs: about ?? null,
  })),
  runs: (runs ?? []).map((recorded) => ({
    index: recorded.index,
    tags: said.run(recorded.index).tags(chosen.sweep.plan(recorded, 1).tags),
    pinned: said.run(recorded.index).pinned,
  })),
});
