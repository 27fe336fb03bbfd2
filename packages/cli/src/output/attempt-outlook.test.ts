import type { RunStatus } from '@mrunner/core';
import type { SweepStatus } from '@mrunner/dispatcher';
import { describe, expect, test } from 'vitest';
import { attemptAfter, isOpen } from './attempt-outlook.ts';

type Launcher = SweepStatus['launcher'];

/** A run of which some attempts are known; the last one is its newest. */
const outlook = (
  states: readonly RunStatus['state'][],
  launcher: Launcher,
  more: Partial<SweepStatus> = {},
) => {
  const attempts = states.map((state, i) => ({
    attempt: i + 1,
    state,
    reason: null,
    exitCode: null,
  }));
  const known = attempts.filter(({ state }) => state !== 'pending' && state !== 'planned');
  const newest = attempts.at(-1);
  const run: RunStatus =
    newest === undefined || newest.state === 'planned'
      ? {
          index: 0,
          attempt: known.length,
          state: 'planned',
          reason: null,
          exitCode: null,
          attempts: known,
        }
      : { index: 0, ...newest, attempts: known };
  const status = {
    of: () => run,
    launcher,
    startedAt: 1,
    batches: new Map(),
    ...more,
  } as unknown as SweepStatus;
  return { status, createdAt: 0, now: 100_000 };
};

describe('an attempt', () => {
  test.each<[string, readonly RunStatus['state'][], Launcher, number, boolean]>([
    ['that runs goes on', ['running'], 'alive', 1, true],
    ['that runs goes on without its launcher', ['running'], 'gone', 1, true],
    ['that succeeded is over', ['succeeded'], 'none', 1, false],
    ['that waits for its turn may start', ['planned'], 'alive', 1, true],
    ['that waits for its turn may start elsewhere', ['planned'], 'elsewhere', 1, true],
    ['that waits without a launcher is over', ['planned'], 'none', 1, false],
    ['that waits for a launcher which died is over', ['planned'], 'gone', 1, false],
    ['that was handed over may start', ['failed', 'pending'], 'alive', 2, true],
    ['that failed is over, though another follows', ['failed', 'pending'], 'alive', 1, false],
    ['that is lost is over', ['unknown'], 'alive', 1, false],
  ])('%s', (_, states, launcher, attempt, open) => {
    expect(isOpen(outlook(states, launcher), 0, attempt)).toBe(open);
  });

  test.each<[string, readonly RunStatus['state'][], Launcher, number | undefined]>([
    ['promised is followed', ['failed', 'pending'], 'alive', 2],
    ['that began is followed', ['failed', 'running'], 'gone', 2],
    ['that is wanted is followed', ['failed', 'planned'], 'alive', 2],
    ['that is wanted of nobody is not waited for', ['failed', 'planned'], 'none', undefined],
    ['that nobody promised is not waited for', ['failed'], 'alive', undefined],
    ['after a success there is none', ['succeeded'], 'alive', undefined],
  ])('after it, one %s', (_, states, launcher, next) => {
    expect(attemptAfter(outlook(states, launcher), 0, 1)).toBe(next);
  });
});

test('while a sweep is handed over its launcher is waited for, for a while', () => {
  const left = (time: number) => ({ left: { why: 'detached', time } }) as const;
  expect(isOpen(outlook(['planned'], 'none', left(99_000)), 0, 1)).toBe(true);
  expect(isOpen(outlook(['planned'], 'none', left(80_000)), 0, 1)).toBe(false);
});

test('the launcher of a sweep that was recorded just now is waited for, for a while', () => {
  const fresh = outlook([], 'none');
  const status = { ...fresh.status, startedAt: undefined } as unknown as SweepStatus;
  expect(isOpen({ ...fresh, status, now: 5_000 }, 0, 1)).toBe(true);
  expect(isOpen({ ...fresh, status }, 0, 1)).toBe(false);
});
