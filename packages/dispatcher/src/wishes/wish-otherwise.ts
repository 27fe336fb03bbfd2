import { ok, type Result, type RunStatus, type WantedAttempt } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { takeLock } from '../sweep-home/lock.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../sweep-home/sweep-status.ts';
import { siblingsOf } from './composite-siblings.ts';
import { type Wish, writeWish } from './write-wish.ts';

/** How attempts that somebody asked for already are to be started instead. What is absent stays as it was wished. */
export interface OtherWish extends WantedAttempt {
  /** Indexes; those that no attempt is wished for are left out. */
  readonly runs: readonly number[];
}

/**
 * Changes what attempts start with that are wished for and were given to nobody yet, with those of the other members of their composites. What a
 * scheduler may have, keeps what it was given with. A problem, and nothing changed, while a launcher is at work, which may be about to start them.
 */
export function wishOtherwise(
  host: Host,
  sweep: Sweep,
  wishes: readonly OtherWish[],
): Result<undefined> {
  const lock = takeLock(host, sweep.home);
  if (!lock.ok) return lock;
  try {
    const status = sweep.status();
    for (const { runs, ...other } of wishes) {
      for (const alike of Map.groupBy(waitingOf(host, sweep, status, runs), wishText).values()) {
        writeWish(host, sweep, changedWish(alike, other));
      }
    }
    return ok(undefined);
  } finally {
    lock.value.release();
  }
}

/** The newest wish of an attempt counts as a whole. */
function changedWish(
  alike: readonly RunStatus[],
  { resources, code }: WantedAttempt,
): Extract<Wish, { event: 'retry' }> {
  const { overrides } = alike[0] ?? {};
  const asked = { ...overrides?.resources, ...resources };
  const hash = code ?? overrides?.code;
  return {
    event: 'retry',
    runs: alike.map(({ index, attempt }) => ({ run: index, attempt: attempt + 1 })),
    ...(Object.keys(asked).length > 0 && { resources: asked }),
    ...(hash !== undefined && { code: hash }),
  };
}

function waitingOf(
  host: Host,
  sweep: Sweep,
  status: SweepStatus,
  runs: readonly number[],
): readonly RunStatus[] {
  const own = runs.filter((index) => status.of(index).wanted === true);
  const indexes = new Set([...own, ...siblingsOf(host, sweep, status, own)]);
  return [...indexes]
    .sort((a, b) => a - b)
    .map(status.of)
    .filter(({ wanted }) => wanted === true);
}

const wishText = ({ overrides }: RunStatus): string => JSON.stringify(overrides ?? {});
