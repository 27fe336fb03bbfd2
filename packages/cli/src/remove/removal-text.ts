import type { Problem } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { bytesText } from '../output/bytes-text.ts';
import { farHome } from '../output/far-directory.ts';
import { ageText } from '../output/sweep-header.ts';
import { countText } from '../output/sweep-words.ts';
import { tableText } from '../output/table.ts';
import type { Removal, RemovalWish } from './removal.ts';

/** What is about to go, a line each. */
export const removalsText = (cli: Cli, removals: readonly Removal[]): string => {
  const now = cli.host.clock.now();
  const rows = removals.map(({ entry, sweep, size }) => [
    entry.id,
    entry.project,
    entry.name,
    ageText(now - entry.createdAt),
    countText(entry.count, 'run'),
    sweep === undefined && size.files === 0 ? '' : countText(size.files, 'file'),
    sweep === undefined && size.files === 0 ? 'gone' : bytesText(size.bytes),
  ]);
  const columns = [
    { title: '', shrinks: 'last', keepsEnd: true },
    { title: '', shrinks: true },
    { title: '', shrinks: true },
    { title: '', align: 'right' },
    { title: '', align: 'right' },
    { title: '', align: 'right' },
    { title: '', align: 'right' },
  ] as const;
  return tableText(columns, rows, { columns: cli.stdout.columns });
};

/** What becomes of files on other machines: a line each. */
export const placesText = (removals: readonly Removal[], { hereOnly }: RemovalWish): string =>
  removals
    .flatMap(({ sweep }) => {
      const far = sweep && farHome(sweep.record);
      return far === undefined ? [] : [`  ${hereOnly ? 'stays' : 'and'}  ${far}\n`];
    })
    .join('');

/** `3 sweeps, 1.2 GB`. */
export const totalText = (removals: readonly Removal[]): string =>
  `${countText(removals.length, 'sweep')}, ${bytesText(totalBytes(removals))}`;

/** Bytes on the disk, of all together. */
export const totalBytes = (removals: readonly Removal[]): number =>
  removals.reduce((sum, { size }) => sum + size.bytes, 0);

/** What was, or would be, removed and what was kept, for programs. */
export const removalsJson = (
  removals: readonly Removal[],
  kept: readonly Problem[],
  dryRun: boolean,
) => ({
  dryRun,
  bytes: totalBytes(removals),
  removed: removals.map(({ entry, sweep, size }) => ({
    id: entry.id,
    project: entry.project,
    name: entry.name,
    home: entry.home,
    gone: sweep === undefined,
    bytes: size.bytes,
    files: size.files,
  })),
  kept: kept.map(({ path, message }) => ({ id: path, why: message })),
});
