import type { Cli } from '../cli.ts';
import type { FoundSweep, Searched } from '../find/search.ts';
import { shortId } from '../select/short-id.ts';
import { cellText, oneLine, type valueText } from './cell-text.ts';
import { coloursFor } from './colours.ts';
import { labelText } from './label-text.ts';
import { placeLines } from './list-text.ts';
import { ageText } from './sweep-header.ts';
import { countText } from './sweep-words.ts';
import { tableText } from './table.ts';
import { wrapParts } from './wrap-parts.ts';

/** A sweep with the runs that fit, printed as soon as it is found. */
export const foundText = (cli: Cli, found: FoundSweep): string => {
  const { listed, runs, moreRuns } = found;
  const { entry, status } = listed;
  const { bold } = coloursFor(cli.stdout, cli.env);
  const parts = [
    bold(entry.id),
    entry.project,
    entry.name,
    entry.context,
    `${ageText(cli.host.clock.now() - entry.createdAt)} ago`,
    ...(status === undefined ? [] : [`${status.counts.succeeded}/${entry.count} ok`]),
    ...(entry.pinned ? ['pinned'] : []),
    ...entry.tags.map(oneLine),
  ];
  const rows = runs.map(({ run: { sweep, recorded, status: run }, values }) => [
    `${shortId(entry.id)}/${recorded.index}`,
    labelText(recorded.experiment.parameters, sweep.record.varying),
    run.state,
    values.map(([name, value]) => `${name} ${exactText(value)}`).join('  '),
  ]);
  const columns = [
    { title: '' },
    { title: '', shrinks: true },
    { title: '' },
    { title: '', shrinks: 'last' },
  ] as const;
  return [
    `${wrapParts(parts, ' · ', cli.stdout.columns)}\n`,
    ...placeLines(cli, found).map((line) => `${line}\n`),
    tableText(columns, rows, { columns: cli.stdout.columns }),
    moreRuns === 0
      ? ''
      : `  … and ${countText(moreRuns, 'more run')} fit${moreRuns === 1 ? 's' : ''}\n`,
  ].join('');
};

/** With all digits: they are what was looked for. */
const exactText = (value: Parameters<typeof valueText>[0]): string =>
  typeof value === 'number' ? String(value) : cellText(value);

/** How much was looked at. */
export const searchedText = (searched: Searched, found: number): string => {
  const { sweeps, runs, gone, stoppedAt } = searched;
  const fit =
    found === 0 ? 'None fits' : `${countText(found, 'sweep')} ${found === 1 ? 'fits' : 'fit'}`;
  const looked =
    runs === 0
      ? countText(sweeps, 'sweep')
      : `${countText(runs, 'run')} of ${countText(sweeps, 'sweep')}`;
  return [
    `${fit}; ${looked} looked at`,
    ...(gone === 0 ? [] : [`, but for ${gone} whose directories are gone`]),
    '.\n',
    ...(stoppedAt === undefined
      ? []
      : [`Older runs than those of ${stoppedAt.id} were not: --all looks at them too.\n`]),
  ].join('');
};
