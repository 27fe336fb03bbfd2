import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shells } from '../pack-rig.ts';
import { hasTool } from '../rig.ts';
import { workerRig } from './worker-rig.ts';

const token = 'mr-brave-otter-abcde-0';
const start = (run: number, attempt = 1, record = run) => ({
  event: 'start',
  run,
  attempt,
  record,
});
const exit = (run: number, code: number, attempt = 1) => ({ event: 'exit', run, attempt, code });
const again = (run: number, attempt = 1) => ({ event: 'again', run, attempt });
const worker = { event: 'worker' };

describe.each(shells.filter(([shell = '']) => hasTool(shell)))(
  'the worker of a cluster in %s %s',
  (...words) => {
    const shell = words.filter((word) => word !== undefined);

    test('tells runs who and where they are by the old names, unless their context says more', async () => {
      await using rig = workerRig();
      const command = 'echo "$PLGRID_USERNAME at $PLGRID_HOST"';
      rig.batch({ runs: [{ command }, { command, env: { PLGRID_HOST: 'login.hpc' } }] });
      rig.writeWorker();
      const variables = { SLURM_JOB_USER: 'ann', SLURM_SUBMIT_HOST: 'login2' };
      for (const task of [0, 1]) await rig.start(shell, token, task, variables).ended;
      expect([rig.log(0), rig.log(1)]).toEqual(['ann at login2\n', 'ann at login.hpc\n']);
    });

    test('starts the record of its task, and exits with the code of its run', async () => {
      await using rig = workerRig();
      rig.batch({
        runs: [{ command: 'echo 0' }, { command: 'echo $FROM $SLURM_ARRAY_TASK_ID; exit 7' }],
      });
      rig.writeWorker(
        {},
        {
          setup: {
            env: { FROM: "it's" },
            envFiles: [],
            secrets: [],
            modulesToLoad: [],
            link: [],
            prologCommand: 'FROM="$FROM me"',
          },
        },
      );
      const { code, err } = await rig.start(shell, token, 1).ended;
      expect({ code, err }).toEqual({ code: 7, err: '' });
      expect(rig.log(1)).toBe("it's me 1\n");
      expect(rig.events(`${token}-1`)).toEqual([worker, start(1), exit(1, 7)]);
      expect(rig.read(`batches/${token}/owner`)).toBe('77\n');
    });

    test('starts nothing where another array has the batch, and cancels its own', async () => {
      await using rig = workerRig();
      rig.batch({ runs: [{ command: 'echo ran' }] });
      rig.writeWorker();
      writeFileSync(rig.path(`batches/${token}/owner`), '76\n');
      const { err } = await rig.start(shell, token, 0).ended;
      expect(err).toContain(`job 76 has the batch ${token} already, and this is job 77`);
      expect(rig.calls()).toEqual(['scancel 77']);
      expect(rig.events(`${token}-0`)).toEqual([]);
    });

    test.each(['stop', 'pause', 'cancel/0'])('starts nothing where there is %s', async (name) => {
      await using rig = workerRig();
      rig.batch({ runs: [{ command: 'echo ran' }] });
      rig.writeWorker();
      mkdirSync(rig.path(`batches/${token}/cancel`));
      writeFileSync(rig.path(`batches/${token}/${name}`), '');
      await rig.start(shell, token, 0).ended;
      expect(() => rig.log(0)).toThrow();
    });

    test('starts nothing that its own earlier start began, and nothing of a torn order', async () => {
      await using rig = workerRig();
      rig.batch({ runs: [{ command: 'echo ran' }] });
      rig.writeWorker();
      writeFileSync(rig.path(`events/worker-${token}-0.jsonl`), '');
      expect((await rig.start(shell, token, 0).ended).code).toBe(77);
      const whole = rig.read(`batches/${token}/order`);
      writeFileSync(rig.path(`batches/${token}/order`), whole.slice(0, -8));
      expect((await rig.start(shell, token, 0).ended).code).toBe(66);
      expect(() => rig.log(0)).toThrow();
    });

    test('tries again as often as retries say, each attempt with its own number, log and words', async () => {
      await using rig = workerRig();
      const command = ['sh', '-c', 'echo $MRUNNER_ATTEMPT $0; [ $MRUNNER_ATTEMPT = 3 ]', 'a.\0'];
      rig.batch({
        runs: [{ command }, { command: 'exit 5', tries: 1 }],
        order: { retries: 2, retryOn: ['exit'] },
      });
      rig.writeWorker();
      expect((await rig.start(shell, token, 0).ended).code).toBe(0);
      expect(rig.events(`${token}-0`)).toEqual([
        worker,
        ...[start(0), exit(0, 1), again(0)],
        ...[start(0, 2), exit(0, 1, 2), again(0, 2)],
        ...[start(0, 3), exit(0, 0, 3)],
      ]);
      expect(rig.log(0, 3)).toBe('3 a.3\n');
      expect((await rig.start(shell, token, 1).ended).code).toBe(5);
      expect(rig.events(`${token}-1`)).toEqual([
        worker,
        ...[start(1), exit(1, 5), again(1)],
        ...[start(1, 2), exit(1, 5, 2)],
      ]);
    });

    test('stops a run that takes longer than it may, and says so', async () => {
      await using rig = workerRig();
      rig.batch({ runs: [{ command: 'sleep 1000 & wait' }], order: { timeout: 1 } });
      rig.writeWorker();
      expect((await rig.start(shell, token, 0).ended).code).toBe(143);
      expect(rig.events(`${token}-0`)).toEqual([
        worker,
        start(0),
        { event: 'stop', run: 0, attempt: 1, cause: 'timeout' },
        exit(0, 143),
      ]);
      expect(rig.living()).toEqual([]);
    });

    test('works through a pack, each record once whoever claims it', async () => {
      await using rig = workerRig();
      const runs = Array.from({ length: 20 }, (_, at) => ({ command: `exit ${at % 3}` }));
      rig.batch({ runs, order: { mode: 'packed', slots: 2 } });
      rig.writeWorker();
      const ends = await Promise.all([0, 1].map((task) => rig.start(shell, token, task).ended));
      expect(ends).toEqual([0, 1].map(() => ({ code: 0, err: '' })));
      const slots = ['0.0', '0.1', '1.0', '1.1'].map((it) => rig.events(`${token}-${it}`));
      const ended = slots.flat().filter(({ event }) => event === 'exit');
      const codes = ended.toSorted((a, b) => Number(a.run) - Number(b.run));
      expect(codes).toEqual(runs.map((_, at) => exit(at, at % 3)));
    });
  },
);
