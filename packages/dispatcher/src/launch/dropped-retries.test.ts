import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeRig, type Rig, type TestRun } from '../../test/rig.ts';
import { cancelRuns } from '../stop/cancel-runs.ts';
import type { Launch } from './launch-events.ts';

/** Fails, and leaves a child that ignores TERM: its next attempt waits for the grace. */
const failing = `sh -c 'trap "" TERM; echo >ready; while :; do sleep 0.1; done' & read x <ready; exit 1`;
const inDirectory = 'cd "$MRUNNER_EXP_DIR_PATH"; mkfifo ready; ';

const member = (script: string, index: number): TestRun => ({
  script,
  composite: { name: 'pair', member: `m${index}`, first: 0, size: 2, onFailure: 'stop' },
});

const ways: [string, (rig: Rig, launch: Launch) => unknown, object][] = [
  [
    'a sibling fails for good',
    ({ dir }) => writeFileSync(`${dir}/go`, ''),
    { failed: 2, succeeded: 0 },
  ],
  [
    'it is cancelled',
    async (rig) => {
      await cancelRuns(rig.host, rig.sweep, [0]);
      writeFileSync(`${rig.dir}/good`, '');
      writeFileSync(`${rig.dir}/go`, '');
    },
    { failed: 1, succeeded: 1 },
  ],
  ['Ctrl-C is typed', (_, launch) => launch.stop('term'), { failed: 1, cancelled: 1 }],
];

test.each(ways)('a run that waits for its retry stays failed when %s', async (_, act, counts) => {
  // How it fails is not tried again.
  const sibling = 'until [ -e go ]; do sleep 0.02; done; [ -e good ] || exit 85';
  await using rig = await makeRig({
    runs: [member(inDirectory + failing, 0), member(sibling, 1)],
    options: { retries: 1, grace: 1.5, retryOn: ['exit'] },
  });
  const launch = await rig.launch();
  await rig.until(() => rig.events.some((event) => event.type === 'ended' && event.again));
  expect(rig.status().of(0).state).toBe('pending');
  await act(rig, launch);
  const outcome = await launch.done;
  expect(outcome.counts).toMatchObject({ ...counts, pending: 0 });
  expect(rig.status().counts).toEqual(outcome.counts);
  expect(rig.status().of(0)).toMatchObject({ state: 'failed', attempt: 1 });
});
