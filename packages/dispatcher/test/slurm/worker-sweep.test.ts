import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { shells } from '../pack-rig.ts';
import { hasTool, program } from '../rig.ts';
import { type WorkerRig, workerRig } from './worker-rig.ts';

const token = 'mr-brave-otter-abcde-0';
const other = 'mr-brave-otter-abcde-1';
const forEver = 'while :; do sleep 1 & wait; done';
const setup = { env: {}, envFiles: [], secrets: [], modulesToLoad: [], link: [] };

const kinds = (rig: WorkerRig, slot: string): unknown[] =>
  rig.events(slot).map(({ event, run }) => (run === undefined ? event : `${event} ${run}`));

describe.each(shells.filter(([shell = '']) => hasTool(shell)))(
  'workers of one sweep in %s %s',
  (...words) => {
    const shell = words.filter((word) => word !== undefined);

    test('start nothing more when so many runs failed as may, and cancel what waits', async () => {
      await using rig = workerRig();
      const runs = Array.from({ length: 6 }, () => ({ command: 'exit 1' }));
      rig.batch({ runs, order: { mode: 'packed', limit: 3600, maxFailures: 2 } });
      rig.batch({
        token: other,
        runs: [{ command: 'echo ran', index: 9 }],
        order: { maxFailures: 2 },
      });
      rig.writeWorker();
      const { code, err } = await rig.start(shell, token, 0).ended;
      expect({ code, err }).toEqual({
        code: 75,
        err: 'mrunner: 2 runs failed: nothing more is started\n',
      });
      expect(kinds(rig, `${token}-0`).filter((it) => String(it).startsWith('start'))).toEqual([
        'start 0',
        'start 1',
      ]);
      expect(rig.calls()).toEqual(
        [token, other].map((it) => `scancel --state=PENDING --name=${it}`),
      );
      await rig.start(shell, other, 0).ended;
      expect(() => rig.log(9)).toThrow();
    });

    test('release what was held when so many canaries are well', async () => {
      await using rig = workerRig();
      const runs = [{ command: 'exit 1' }, { command: 'true' }, { command: 'true' }];
      rig.batch({ runs, order: { canary: 2 } });
      rig.batch({ token: other, runs: [{ command: 'true', index: 9 }], order: { held: true } });
      rig.writeWorker();
      for (const task of [0, 1]) await rig.start(shell, token, task).ended;
      expect(rig.calls()).toEqual([]);
      await rig.start(shell, token, 2).ended;
      expect(rig.calls()).toEqual([`scontrol release jobname=${other}`]);
    });

    test('stop the other members of a composite when one failed for good', async () => {
      await using rig = workerRig();
      const log = (run: number): string => rig.path(`runs/${run}/log.1`);
      const member = (run: number, task: number) => ({
        run,
        attempt: 1,
        token,
        task,
        log: log(run),
      });
      rig.batch({
        runs: [
          { command: 'exit 1', siblings: [member(1, 1), member(2, 2)] },
          { command: 'true', siblings: [] },
          { command: `echo >ready; ${forEver}`, siblings: [] },
        ],
      });
      program(
        rig.path('bin'),
        'scancel',
        `#!/bin/sh\necho "scancel $*" >>${rig.path('calls')}\n[ "$1" != 77_2 ] || kill -s TERM "$(cat ${rig.path('pid')})"\n`,
      );
      rig.writeWorker();
      const lasting = rig.start(shell, token, 2);
      writeFileSync(rig.path('pid'), String(lasting.process.pid));
      await rig.until(() => existsSync(rig.path('ready')));
      await rig.start(shell, token, 0).ended;
      expect((await lasting.ended).code).toBe(143);
      const stop = (run: number) => ({ event: 'stop', run, attempt: 1, cause: 'sibling-failed' });
      expect(rig.calls()).toEqual(['scancel 77_1', 'scancel 77_2']);
      expect(rig.events(`${token}-0`).at(-1)).toEqual(stop(1));
      expect(rig.events(`${token}-2`)).toContainEqual(stop(2));
      // Slurm may have begun to start it.
      await rig.start(shell, token, 1).ended;
      expect(() => rig.log(1)).toThrow();
    });

    test('end a packed run that somebody cancels, and go on with the others', async () => {
      await using rig = workerRig();
      rig.batch({
        runs: [{ command: `echo >ready; ${forEver}` }, { command: 'exit 3' }, { command: 'true' }],
        order: { mode: 'packed' },
      });
      rig.writeWorker({ pace: 1 });
      const worker = rig.start(shell, token, 0);
      await rig.until(() => existsSync(rig.path('ready')));
      mkdirSync(rig.path(`batches/${token}/cancel`));
      for (const run of [0, 2]) writeFileSync(rig.path(`batches/${token}/cancel/${run}`), '');
      expect((await worker.ended).code).toBe(75);
      expect(kinds(rig, `${token}-0`)).toEqual([
        'worker',
        'start 0',
        'exit 0',
        'start 1',
        'exit 1',
      ]);
      expect(rig.events(`${token}-0`)[2]).toMatchObject({ code: 143 });
    });

    test('give each slot of a task its share of the GPUs', async () => {
      await using rig = workerRig();
      // Each waits for the others, so that each has a slot of its own.
      const command =
        'echo $CUDA_VISIBLE_DEVICES >gpu.$MRUNNER_RUN_INDEX; while [ "$(ls gpu.* | wc -l)" -lt 3 ]; do sleep 0.05; done';
      const runs = [0, 1, 2].map((at) => ({ command, env: { MRUNNER_RUN_INDEX: String(at) } }));
      rig.batch({ runs, order: { mode: 'packed', slots: 3 } });
      rig.writeWorker();
      const variables = { CUDA_VISIBLE_DEVICES: '4,5,6,7,8,GPU-9' };
      await rig.start(shell, token, 0, variables).ended;
      const seen = [0, 1, 2].map((at) => rig.read(`gpu.${at}`).trim());
      expect(seen.toSorted()).toEqual(['4,5', '6,7', '8,GPU-9']);
    });

    test('end all slots of a task that is asked to end, and leave the rest to others', async () => {
      await using rig = workerRig();
      const runs = Array.from({ length: 6 }, () => ({ command: `echo x >>ready; ${forEver}` }));
      rig.batch({ runs, order: { mode: 'packed', slots: 2 } });
      rig.writeWorker();
      const worker = rig.start(shell, token, 0);
      await rig.until(() => existsSync(rig.path('ready')) && rig.read('ready') === 'x\nx\n');
      worker.process.kill('SIGTERM');
      await worker.ended;
      for (const slot of ['0.0', '0.1']) {
        expect(
          rig
            .events(`${token}-${slot}`)
            .map(({ event }) => event)
            .toSorted(),
        ).toEqual(['asked', 'exit', 'start', 'worker']);
      }
      expect(rig.living()).toEqual([]);
    });

    test('hear of being asked, and record it, whatever other signals come with it', async () => {
      await using rig = workerRig();
      rig.batch({ runs: [{ command: `echo >ready; ${forEver}` }] });
      rig.writeWorker();
      const worker = rig.start(shell, token, 0);
      await rig.until(() => existsSync(rig.path('ready')));
      worker.process.kill('SIGTERM');
      for (let i = 0; i < 50; i++) {
        for (let j = 0; j < 4; j++) worker.process.kill('SIGHUP');
        await nextTurn();
      }
      await worker.ended;
      expect(kinds(rig, `${token}-0`).toSorted()).toEqual(
        ['worker', 'start 0', 'asked 0', 'exit 0'].toSorted(),
      );
    });

    test('hear of a signal that comes just before they begin to wait, in the task and its slots', async () => {
      await using rig = workerRig();
      const runs = [0, 1].map(() => ({ command: forEver }));
      rig.batch({ runs, order: { mode: 'packed', slots: 2 } });
      const tellFirst = `wait() {
        if [ ! "$told" ]; then
          told=x
          sh -c 'kill -s TERM "$PPID"'
        fi
        command wait "$@"
      }`;
      rig.writeWorker({ pace: 1 }, { setup: { ...setup, prologCommand: tellFirst } });
      await rig.start(shell, token, 0).ended;
      const ends = ['0.0', '0.1'].flatMap((slot) => rig.events(`${token}-${slot}`).slice(1));
      expect(ends.map(({ event }) => event).toSorted()).toEqual(
        ['asked', 'asked', 'exit', 'exit', 'start', 'start'].toSorted(),
      );
    });

    test('leave near the time limit what would not fit, and have the task started again for it', async () => {
      await using rig = workerRig();
      const runs = Array.from({ length: 6 }, () => ({ command: 'sleep 1.2' }));
      const order = { mode: 'packed', limit: 9, requeue: true } as const;
      rig.batch({ runs, order });
      rig.writeWorker({ grace: 5 });
      expect((await rig.start(shell, token, 3).ended).code).toBe(0);
      expect(kinds(rig, `${token}-3`).length).toBeLessThan(11);
      expect(rig.calls()).toEqual(['scontrol requeue 77_3']);
    });

    test('have a run started again that saved when all was asked to end at the limit', async () => {
      await using rig = workerRig();
      const command = "trap 'exit 85' TERM; echo x >ready; while :; do sleep 0.1; done";
      rig.batch({
        runs: [{ command }],
        order: { limit: 10, retries: 2, retryOn: ['timeout'], requeue: true, warnBefore: 5 },
      });
      rig.writeWorker();
      const worker = rig.start(shell, token, 0);
      await rig.until(() => existsSync(rig.path('ready')));
      // As Slurm does: to all processes of a job at once.
      const { pid = 0 } = worker.process;
      process.kill(-pid, 'SIGTERM');
      expect((await worker.ended).code).toBe(0);
      expect(kinds(rig, `${token}-0`).toSorted()).toEqual(
        ['worker', 'start 0', 'asked 0', 'exit 0', 'ended 0', 'again 0'].toSorted(),
      );
      expect(rig.calls()).toEqual(['scontrol requeue 77_0']);
    });

    test('make an environment once for all tasks of a batch', async () => {
      await using rig = workerRig();
      rig.batch({ runs: [0, 1, 2].map(() => ({ command: 'echo $MADE' })) });
      const python = program(
        rig.path('bin'),
        'python3',
        `#!/bin/sh\nsleep 1\necho made >>${rig.path('made')}\nmkdir -p "$3/bin"\necho MADE=yes >"$3/bin/activate"\n`,
      );
      rig.writeWorker({}, { python, setup: { ...setup, venv: rig.path('venvs/a') } });
      const tasks = [0, 1, 2].map((task) => rig.start(shell, token, task));
      expect((await Promise.all(tasks.map(({ ended }) => ended))).map(({ code }) => code)).toEqual([
        0, 0, 0,
      ]);
      expect(rig.read('made')).toBe('made\n');
      expect(existsSync(rig.path('venvs/a.mrunner-lock'))).toBe(false);
    });

    test('fail with what the making of an environment said', async () => {
      await using rig = workerRig();
      rig.batch({ runs: [{ command: 'echo ran' }] });
      const python = program(
        rig.path('bin'),
        'python3',
        '#!/bin/sh\necho no such module venv >&2\nexit 9\n',
      );
      rig.writeWorker({}, { python, setup: { ...setup, venv: rig.path('venvs/a') } });
      expect((await rig.start(shell, token, 0).ended).code).toBe(9);
      expect(rig.events(`${token}-0`)).toContainEqual({
        ...{ event: 'launch-failed', run: 0, attempt: 1 },
        text: 'the set-up of context hpc failed: no such module venv',
      });
    });
  },
);
