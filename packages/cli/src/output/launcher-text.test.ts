import type { SweepStatus } from '@mrunner/dispatcher';
import { expect, test } from 'vitest';
import { launcherText } from './launcher-text.ts';

const submitted = (failed: number, given: number, planned: number): SweepStatus =>
  ({
    launcher: 'none',
    batches: new Map([['mr-brave-otter-abcde-0', { isUnresolved: false }]]),
    counts: { planned, failed },
    recorded: new Map(
      Array.from({ length: given }, (_, i) => [i, { state: 'planned', attempts: [{}] }]),
    ),
  }) as unknown as SweepStatus;

test('says of a sweep on a cluster why runs were not started: failures, their tasks, or nobody submitted them', () => {
  expect(launcherText(submitted(1, 2, 2), 1)).toBe(
    '2 runs were not started after 1 failure (--max-failures 1): mrun resume does',
  );
  expect(launcherText(submitted(1, 2, 2), 5)).toBe(
    '2 runs were given to the scheduler, and not started: mrun resume submits again',
  );
  expect(launcherText(submitted(0, 0, 1))).toBe(
    '1 run was not given to the scheduler: mrun resume does',
  );
});
