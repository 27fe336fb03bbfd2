import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { parseFrames } from '@mrunner/core/kubernetes';
import { describe, expect, test } from 'vitest';
import { shells } from '../pack-rig.ts';
import { hasTool } from '../rig.ts';
import { factsOf } from '../work-rig.ts';
import { mark, podRig, token } from './pod-worker-rig.ts';

const forEver = 'while :; do sleep 1 & wait; done';
const failed = { retries: 1, retryOn: ['exit', 'interrupted', 'timeout', 'oom'] } as const;

/** What a pod said apart from the output of its run: the heads of frames. */
const heads = (log: string): readonly string[] =>
  log.split('\n').filter((line) => line.startsWith(`::mrunner ${mark} `));

describe.each(shells.filter(([shell = '']) => hasTool(shell)))(
  'workers of pods in %s %s',
  (...words) => {
    const shell = words.filter((word) => word !== undefined);

    test('print what the run of their index prints, and say how it ended where Kubernetes shows it', async () => {
      await using rig = podRig();
      const save = 'echo \'{"loss": 1}\' >"$RESOURCE_DIR_PATH/result.json"';
      rig.batch([{ command: 'exit 9' }, { command: `echo out; echo err >&2; ${save}` }]);
      const { code, log, message } = await rig.start(shell, 1).ended;
      expect({ code, output: log.split('\n::mrunner')[0] }).toEqual({
        code: 0,
        output: 'out\nerr\n',
      });
      const facts = [
        { event: 'worker' },
        { event: 'start', run: 1, attempt: 1, record: 1 },
        { event: 'exit', run: 1, attempt: 1, code: 0 },
      ];
      expect(factsOf(message)).toEqual(facts);
      const size = Buffer.byteLength(message);
      expect(heads(log)).toEqual([
        `::mrunner ${mark} file 1 1 result.json 12`,
        `::mrunner ${mark} events ${token}-1 0 ${size}`,
      ]);
      expect(log.endsWith(message)).toBe(true);
      expect(log).toContain('result.json 12\n{"loss": 1}\n\n::mrunner');
    });

    test('ask for another attempt with 85, and number it by how often their index was started', async () => {
      await using rig = podRig();
      rig.batch([{ command: 'echo $MRUNNER_ATTEMPT; exit 3' }], failed);
      const first = await rig.start(shell, 0).ended;
      expect(first.code).toBe(85);
      expect(factsOf(first.message).slice(1)).toEqual([
        { event: 'start', run: 0, attempt: 1, record: 0 },
        { event: 'exit', run: 0, attempt: 1, code: 3 },
        { event: 'again', run: 0, attempt: 1 },
      ]);
      const variables = { MRUNNER_POD_FAILURES: '1', MRUNNER_POD_DISRUPTIONS: '1' };
      const last = await rig.start(shell, 0, variables).ended;
      expect(last.code).toBe(3);
      expect(last.log.split('\n')[0]).toBe('3');
      expect(rig.events(`${token}-0.r2`).slice(1)).toEqual([
        { event: 'start', run: 0, attempt: 3, record: 0 },
        { event: 'exit', run: 0, attempt: 3, code: 3 },
      ]);
    });

    test('put in what environment their runs were into the log, the first of a Job alone', async () => {
      await using rig = podRig();
      const environment = { directory: rig.path(''), program: 'sh' };
      rig.batch([{ command: 'true' }, { command: 'true' }], {}, { environment });
      const node = { MRUNNER_NODE: 'gpu-7' };
      const [first, second] = await Promise.all(
        [0, 1].map((task) => rig.start(shell, task, node).ended),
      );
      const [record] = parseFrames(mark, Buffer.from(first?.log ?? '')).environments;
      expect(JSON.parse(Buffer.from(record ?? []).toString())).toMatchObject({
        context: 'hpc',
        slot: `${token}-0`,
        node: 'gpu-7',
        os: expect.any(String),
        program: expect.stringContaining('sh'),
      });
      expect(heads(second?.log ?? '').join()).not.toContain('environment');
      expect(first?.message).toContain('"node":"gpu-7"');
    });

    test('keep all that a run prints on the volume that they share, too, and nothing else', async () => {
      await using rig = podRig();
      const left = '(sleep 0.3; echo late) & ';
      rig.batch([{ command: `${left} i=0; while [ $i -lt 2000 ]; do echo $i; i=$((i+1)); done` }]);
      const { code, log } = await rig.start(shell, 0).ended;
      const kept = rig.read('runs/0/log.1');
      expect(code).toBe(0);
      expect(kept.split('\n').slice(0, 2000)).toEqual(
        Array.from({ length: 2000 }, (_, i) => `${i}`),
      );
      expect(log.split('\n::mrunner')[0]).toBe(kept);
    });

    test('say of a run that could not be started why, on the volume, too', async () => {
      await using rig = podRig();
      rig.batch([{ command: 'true', cwd: '/nowhere' }]);
      const { code, message } = await rig.start(shell, 0).ended;
      expect(code).toBe(127);
      expect(factsOf(message)).toContainEqual(
        expect.objectContaining({ event: 'launch-failed', run: 0 }),
      );
    });

    test('keep to themselves what the pod tells them', async () => {
      await using rig = podRig();
      rig.batch([{ command: 'env' }]);
      const told = { MRUNNER_NODE: 'gpu-7', MRUNNER_POD_FAILURES: '1' };
      const { log } = await rig.start(shell, 0, told).ended;
      const names = log.split('\n').flatMap((line) => /^(MRUNNER_\w+)=/.exec(line)?.[1] ?? []);
      expect(names.toSorted()).toEqual(['MRUNNER_ATTEMPT', 'MRUNNER_RUN_ID']);
    });

    test('count no disruption against the retries', async () => {
      await using rig = podRig();
      rig.batch([{ command: 'exit 3' }], failed);
      const again = await rig.start(shell, 0, { MRUNNER_POD_DISRUPTIONS: '4' }).ended;
      expect(again.code).toBe(85);
    });

    test('end with 1 where a run that saved is not wanted again', async () => {
      await using rig = podRig();
      rig.batch([{ command: 'exit 85' }], { retries: 3, retryOn: ['oom'] });
      expect((await rig.start(shell, 0).ended).code).toBe(1);
    });

    test('leave 137 to containers that are killed as a whole: a run that was killed is no want of memory', async () => {
      await using rig = podRig();
      rig.batch([{ command: 'kill -9 $$' }], { retries: 3, retryOn: ['oom'] });
      const { code, message } = await rig.start(shell, 0).ended;
      expect(code).toBe(1);
      expect(factsOf(message)).toContainEqual({ event: 'exit', run: 0, attempt: 1, code: 137 });
    });

    test('ask a run to end that Kubernetes asks to end, and have it started again when it saved', async () => {
      await using rig = podRig();
      const command = `trap 'exit 85' TERM; touch ready; ${forEver}`;
      rig.batch([{ command }], failed);
      const pod = rig.start(shell, 0);
      await rig.until(() => existsSync(rig.path('ready')));
      pod.process.kill('SIGTERM');
      const { code, message } = await pod.ended;
      expect(code).toBe(85);
      expect(factsOf(message).slice(2)).toEqual([
        { event: 'asked', run: 0, attempt: 1, signal: 'TERM' },
        { event: 'exit', run: 0, attempt: 1, code: 85 },
        { event: 'again', run: 0, attempt: 1 },
      ]);
    });

    test('warn before their time is up, and end the run then', async () => {
      await using rig = podRig();
      const command = `trap 'exit 85' USR2; ${forEver}`;
      rig.batch([{ command }, { command: forEver }], { ...failed, limit: 3, warnBefore: 2 });
      const [saved, late] = await Promise.all([0, 1].map((task) => rig.start(shell, task).ended));
      expect(saved?.code).toBe(85);
      expect(factsOf(saved?.message ?? '')).toContainEqual({
        event: 'ended',
        run: 0,
        attempt: 1,
        kind: 'timeout',
        text: 'interrupted at its time limit; it saved its state',
      });
      expect(late?.code).toBe(85);
      expect(factsOf(late?.message ?? '')).toContainEqual({
        event: 'ended',
        run: 1,
        attempt: 1,
        kind: 'timeout',
        text: 'stopped at its time limit',
      });
    });

    test('tell by the count of the kernel that a run took too much memory', async () => {
      await using rig = podRig();
      const killCount = rig.path('memory.events');
      writeFileSync(killCount, 'oom 1\noom_kill 1\n');
      const command = `printf 'oom 2\\noom_kill 2\\n' >${killCount}; kill -9 $$`;
      rig.batch([{ command }], failed, { files: { killCount } });
      const { code, message } = await rig.start(shell, 0).ended;
      expect(code).toBe(85);
      expect(factsOf(message).find(({ event }) => event === 'ended')).toMatchObject({
        kind: 'oom',
      });
    });

    test('start nothing that another pod of their index has started, and end as that ends', async () => {
      await using rig = podRig();
      rig.batch([{ command: 'echo x >>ledger; until [ -e go ]; do sleep 0.1; done' }]);
      const pods = [rig.start(shell, 0), rig.start(shell, 0)];
      await rig.until(() => existsSync(rig.path('ledger')));
      mkdirSync(rig.path('go'));
      expect((await Promise.all(pods.map(({ ended }) => ended))).map(({ code }) => code)).toEqual([
        0, 0,
      ]);
      expect(rig.read('ledger')).toBe('x\n');
    });

    test('go on with the next attempt after a pod that Kubernetes ended without counting it', async () => {
      await using rig = podRig();
      const command = `trap 'exit 1' TERM; touch ready; [ $MRUNNER_ATTEMPT = 2 ] || { ${forEver}; }`;
      rig.batch([{ command }]);
      const pod = rig.start(shell, 0);
      await rig.until(() => existsSync(rig.path('ready')));
      pod.process.kill('SIGTERM');
      await pod.ended;
      expect((await rig.start(shell, 0).ended).code).toBe(0);
      expect(rig.events(`${token}-0.r1`)[1]).toMatchObject({ event: 'start', attempt: 2 });
    });

    test('go on with what a pod of a pack left that Kubernetes ended without counting it', async () => {
      await using rig = podRig();
      const command = `echo $MRUNNER_RUN_INDEX >>ledger; [ $MRUNNER_RUN_INDEX != 1 ] || { ${forEver}; }`;
      const runs = [0, 1, 2].map((run) => ({ command, env: { MRUNNER_RUN_INDEX: String(run) } }));
      rig.batch(runs, { mode: 'packed', tasks: 1 });
      const pod = rig.start(shell, 0);
      await rig.until(() => existsSync(rig.path('ledger')) && rig.read('ledger') === '0\n1\n');
      pod.process.kill('SIGTERM');
      await pod.ended;
      expect((await rig.start(shell, 0).ended).code).toBe(0);
      expect(rig.read('ledger')).toBe('0\n1\n2\n');
      expect(rig.events(`${token}-0.1`).slice(1)).toMatchObject([
        { event: 'start', run: 2, attempt: 1 },
        { event: 'exit', run: 2, attempt: 1, code: 0 },
      ]);
    });

    test('count the failures of their own launch alone', async () => {
      await using rig = podRig();
      rig.batch([{ command: 'true' }, { command: 'exit 3' }, { command: 'touch ran' }], {
        maxFailures: 1,
      });
      mkdirSync(rig.path('batches/failures/mr-brave-otter-other'), { recursive: true });
      writeFileSync(rig.path('batches/failures/mr-brave-otter-other/7.1'), '');
      const codes: unknown[] = [];
      for (const task of [0, 1, 2]) codes.push((await rig.start(shell, task).ended).code);
      expect({ codes, ran: existsSync(rig.path('ran')) }).toEqual({
        codes: [0, 3, 75],
        ran: false,
      });
    });

    test('go on after what they share a volume with, and after what they are told, where Kubernetes counts from anew', async () => {
      await using rig = podRig();
      rig.batch([{ command: 'exit 3' }], failed);
      expect((await rig.start(shell, 0).ended).code).toBe(85);
      // One retry is left by what this one is told by Kubernetes.
      expect((await rig.start(shell, 0).ended).code).toBe(85);
      expect(rig.events(`${token}-0.r1`)[1]).toMatchObject({ event: 'start', attempt: 2 });
      mkdirSync(rig.path('cancel'));
      writeFileSync(rig.path('cancel/lives-0'), '4 2\n');
      expect((await rig.start(shell, 0).ended).code).toBe(3);
      expect(rig.events(`${token}-0.r4`)[1]).toMatchObject({ event: 'start', attempt: 5 });
    });

    test('start nothing that somebody cancels, and end it where it goes on', async () => {
      await using rig = podRig();
      const command = `touch ready.$MRUNNER_RUN_INDEX; ${forEver}`;
      const runs = [0, 1].map((run) => ({ command, env: { MRUNNER_RUN_INDEX: String(run) } }));
      rig.batch(runs, { mode: 'packed', tasks: 1, shared: false, ...failed });
      mkdirSync(rig.path('cancel'));
      writeFileSync(rig.path('cancel/1'), '');
      const pod = rig.start(shell, 0);
      await rig.until(() => existsSync(rig.path('ready.0')));
      writeFileSync(rig.path('cancel/0'), '');
      await pod.ended;
      expect(existsSync(rig.path('ready.1'))).toBe(false);
      expect(rig.events(`${token}-0`).map(({ event }) => event)).toEqual(
        'worker start exit'.split(' '),
      );
    });

    test('share the records of a pack by their number where they share no disk', async () => {
      await using rig = podRig();
      const runs = Array.from({ length: 7 }, (_, i) => ({ command: `echo run ${i}` }));
      rig.batch(runs, { mode: 'packed', tasks: 2, shared: false, retries: 0 });
      const { code, log } = await rig.start(shell, 1).ended;
      expect(code).toBe(0);
      expect(heads(log).filter((head) => head.includes(' file '))).toEqual(
        [1, 3, 5].map((run) => `::mrunner ${mark} file ${run} 1 log 6`),
      );
      expect(log).toContain('log 6\nrun 3\n');
      expect(log.match(/"event":"exit"/g)?.length).toBe(3);
    });

    test('work through a pack side by side, claiming what nobody has, each frame whole', async () => {
      await using rig = podRig();
      const runs = Array.from({ length: 12 }, (_, i) => ({
        command: `head -c 100000 /dev/zero | tr '\\0' ${'abcdefghijkl'[i]}; echo ${i} >>ledger`,
      }));
      rig.batch(runs, { mode: 'packed', tasks: 2, slots: 3 });
      const pods = await Promise.all([0, 1].map((task) => rig.start(shell, task).ended));
      expect(pods.map(({ code }) => code)).toEqual([0, 0]);
      const ledger = rig.read('ledger').trim().split('\n').map(Number);
      expect(ledger.toSorted((a, b) => a - b)).toEqual(runs.map((_, i) => i));
      for (const { log } of pods) expect(heads(log).length).toBeGreaterThan(0);
      const files = pods.flatMap(({ log }) => parseFrames(mark, Buffer.from(log)).files);
      for (let i = 0; i < 12; i++) {
        const bytes = files.find(({ run, name }) => run === i && name === 'log')?.bytes ?? [];
        expect(Buffer.from(bytes).toString(), `the log of run ${i}`).toBe(
          'abcdefghijkl'.charAt(i).repeat(100_000),
        );
      }
    });

    test('make the next attempts of packed runs themselves', async () => {
      await using rig = podRig();
      rig.batch([{ command: '[ $MRUNNER_ATTEMPT = 2 ]' }], { ...failed, mode: 'packed', tasks: 1 });
      const { code } = await rig.start(shell, 0).ended;
      expect(code).toBe(0);
      expect(rig.events(`${token}-0`).map(({ event }) => event)).toEqual(
        'worker start exit again start exit'.split(' '),
      );
    });

    test('say what is missing, and start nothing', async () => {
      await using rig = podRig();
      rig.batch([{ command: 'touch ran' }]);
      writeFileSync(rig.path('batch/pack.sh.gz'), 'torn');
      const { code, log } = await rig.start(shell, 0).ended;
      expect({ code, ran: existsSync(rig.path('ran')) }).toEqual({ code: 66, ran: false });
      expect(log).toContain(
        `mrunner: nothing is started: cannot unpack ${rig.path('batch/pack.sh.gz')}`,
      );
    });
  },
);
