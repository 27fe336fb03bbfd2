import { runStates, shellCommand } from '@mrunner/core';
import { findMoved, removalLeftover } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { FoundSweep } from '../find/search.ts';
import type { ListedSweep } from '../where/sweep-fields.ts';
import { oneLine } from './cell-text.ts';
import { type Colours, coloursFor } from './colours.ts';
import { shownPath } from './paths.ts';
import { paintState } from './state-text.ts';
import { ageText, momentText } from './sweep-header.ts';
import { cutText, tableText } from './table.ts';

/** What became of a sweep whose directory is not where it was. */
export interface Whereabouts {
  readonly kind: 'gone' | 'moved' | 'removing';
  /** Where it was moved to. */
  readonly home?: string;
}

/** Where the directory of a sweep is; undefined when it is where the list says. */
export const whereaboutsOf = ({ host }: Pick<Cli, 'host'>, { entry, status }: ListedSweep) => {
  if (status !== undefined) return undefined;
  if (removalLeftover(host, entry) !== undefined) return { kind: 'removing' } as const;
  const home = findMoved(host, entry);
  return home === undefined ? ({ kind: 'gone' } as const) : ({ kind: 'moved', home } as const);
};

/** Sweeps as a table; below each what of it fits when its line does not say so. */
export const listText = (cli: Cli, found: readonly FoundSweep[]): string => {
  const colours = coloursFor(cli.stdout, cli.env);
  const now = cli.host.clock.now();
  const places = found.map(({ listed }) => whereaboutsOf(cli, listed));
  // What is the same everywhere tells nothing apart.
  const isMixed = new Set(found.map(({ listed: { entry } }) => entry.context)).size > 1;
  const isTagged = found.some(({ listed: { entry } }) => tagsText(entry) !== '');
  const rows = found.map(({ listed: { entry, status } }, i) => [
    entry.id,
    entry.project,
    entry.name,
    ...(isMixed ? [entry.context] : []),
    ageText(now - entry.createdAt),
    status === undefined ? '' : `${status.counts.succeeded}/${entry.count}`,
    status === undefined ? colours.yellow(places[i]?.kind ?? '') : othersText(status, colours, now),
    ...(isTagged ? [tagsText(entry)] : []),
  ]);
  const columns = [
    // `mrun status brave-otter` finds what the date before it does not tell from others.
    { title: 'sweep', shrinks: 'last', keepsEnd: true },
    { title: 'project', shrinks: true },
    { title: 'name', shrinks: true },
    ...(isMixed ? [{ title: 'context', shrinks: true }] : []),
    { title: 'age', align: 'right' },
    { title: 'ok', align: 'right' },
    { title: '', shrinks: true },
    ...(isTagged ? [{ title: 'tags', shrinks: 'first' as const }] : []),
  ] as const;
  const [head = '', ...lines] = tableText(columns, rows, { columns: cli.stdout.columns }).split(
    '\n',
  );
  const body = found.flatMap((each, i) => [lines[i] ?? '', ...placeLines(cli, each)]);
  return [head, ...body, ...whereLines(cli, found, places)].map((line) => `${line}\n`).join('');
};

/** Tags as a cell, after the mark of what is pinned. */
const tagsText = ({ tags, runTags = [], pinned }: ListedSweep['entry']): string => {
  const ofRuns = runTags.map(({ tag }) => tag).filter((tag) => !tags.includes(tag));
  const marks = [...(pinned ? ['pinned'] : []), ...tags, ...ofRuns];
  return marks.map(oneLine).join(', ');
};

/** The runs that have not succeeded: `2 running, 1 failed`; of a cluster, which is not asked, as of when. */
const othersText = (
  { counts, asOf }: NonNullable<ListedSweep['status']>,
  colours: Colours,
  now: number,
): string => {
  const texts = runStates
    .filter((state) => state !== 'succeeded' && counts[state] > 0)
    .map((state) => paintState(state, colours)(`${counts[state]} ${state}`));
  const isOver = counts.pending + counts.running === 0;
  const age = asOf === undefined || isOver ? [] : [`as of ${momentText(asOf, now)}`];
  return [...texts, ...age].join(', ');
};

/** Where texts were found. */
export const placeLines = (cli: Cli, { places }: FoundSweep): readonly string[] =>
  places.map(({ place, text }) => cutText(`    ${place}: ${oneLine(text)}`, cli.stdout.columns));

const mostPlaces = 3;

const whereLines = (
  cli: Cli,
  found: readonly FoundSweep[],
  places: readonly (Whereabouts | undefined)[],
): readonly string[] => {
  const moved = found.flatMap(({ listed }, i) => {
    const home = places[i]?.home;
    return home === undefined ? [] : [{ id: listed.entry.id, home: shownPath(cli, home) }];
  });
  const has = (kind: Whereabouts['kind']): boolean => places.some((each) => each?.kind === kind);
  const rebuild = moved
    .slice(0, mostPlaces)
    .map(
      ({ home }) =>
        `  moved: ${shellCommand(['mrun', 'doctor', '--rebuild', home])} finds it there`,
    );
  return [
    ...rebuild,
    ...(moved.length > mostPlaces ? [`  … and ${moved.length - mostPlaces} more were moved`] : []),
    ...(has('gone')
      ? ['  gone: moved or removed; mrun doctor --rebuild DIR finds it, mrun clean forgets it']
      : []),
    ...(has('removing') ? ['  removing: it was removed in part; mrun clean finishes that'] : []),
  ];
};
