import {
  parseEventLines,
  parsePrivate,
  type SweepEvent,
  sweepFileNames,
  type WishEvent,
} from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import { isLaunching } from '../../sweep-home/is-launching.ts';
import { wishFiles } from '../../wishes/wish-files.ts';

/** What somebody wishes of a sweep on a cluster, and nobody has carried out there. */
export interface OpenWishes {
  /** The files they are in. */
  readonly files: readonly string[];
  readonly cancels: readonly CancelWish[];
  /** The newest of these two. */
  readonly pace?: 'pause' | 'go-on';
  /** The newest. */
  readonly parallel?: number | 'auto';
}

/** That runs are to be cancelled. */
export interface CancelWish {
  readonly runs: 'all' | readonly number[];
  readonly time: number;
  /** Of these somebody wished another attempt later. */
  readonly spared: ReadonlySet<number>;
}

/** In the home: which wishes were carried out on the cluster. */
const carriedFile = 'carried.json';

/** Reads the wishes that are to be carried out. A file without a whole wish is being written: it counts the next time. */
export function openWishes(host: Pick<Host, 'files'>, home: string): OpenWishes {
  const names = wishFiles(host, home);
  const done = names.length === 0 ? new Set<string>() : new Set(carriedFiles(host, home));
  const files: string[] = [];
  const wishes = names.flatMap((name) => {
    if (done.has(name)) return [];
    const text = host.files.read(`${home}/${sweepFileNames.events}/${name}`) ?? '';
    const found = parseEventLines(text).events.filter(isWish);
    if (found.length > 0) files.push(name);
    return found;
  });
  const inOrder = wishes.toSorted((a, b) => a.time - b.time);
  const pace = inOrder.findLast(({ event }) => event === 'pause' || event === 'go-on')?.event;
  const parallel = inOrder
    .flatMap((wish) => (wish.event === 'update' ? [wish.parallel] : []))
    .findLast((wished) => wished !== undefined);
  return {
    files,
    cancels: inOrder.flatMap((wish) =>
      wish.event === 'cancel'
        ? [{ runs: wish.runs, time: wish.time, spared: retriedAfter(inOrder, wish.time) }]
        : [],
    ),
    ...((pace === 'pause' || pace === 'go-on') && { pace }),
    ...(parallel !== undefined && { parallel }),
  };
}

const retriedAfter = (wishes: readonly WishEvent[], time: number): ReadonlySet<number> =>
  new Set(
    wishes.flatMap((wish) =>
      wish.event === 'retry' && wish.time > time ? wish.runs.map(({ run }) => run) : [],
    ),
  );

const wishNames: ReadonlySet<string> = new Set<WishEvent['event']>([
  'cancel',
  'pause',
  'go-on',
  'update',
  'retry',
]);

const isWish = (event: SweepEvent): event is WishEvent => wishNames.has(event.event);

/** Whether there is one. */
export const hasOpenWishes = (host: Pick<Host, 'files'>, home: string): boolean =>
  openWishes(host, home).files.length > 0;

/**
 * Keeps that wishes were carried out. As long as a launcher is at work it may submit what it set out to before somebody wished
 * otherwise: what stops runs is carried out again by the next look.
 */
export function noteCarried(
  host: Pick<Host, 'files' | 'processes' | 'machine'>,
  home: string,
  { files, cancels, pace }: OpenWishes,
): void {
  if (files.length === 0) return;
  if ((cancels.length > 0 || pace === 'pause') && isLaunching(host, home)) return;
  const all = [...new Set([...carriedFiles(host, home), ...files])].sort();
  host.files.replace(`${home}/${carriedFile}`, `${JSON.stringify({ wishes: all })}\n`);
}

function carriedFiles(host: Pick<Host, 'files'>, home: string): readonly string[] {
  const text = host.files.read(`${home}/${carriedFile}`);
  if (text === undefined) return [];
  try {
    const { wishes } = parsePrivate(text) as { readonly wishes?: unknown };
    return Array.isArray(wishes) ? wishes.filter((name) => typeof name === 'string') : [];
  } catch {
    // To carry a wish out twice does no harm.
    return [];
  }
}
