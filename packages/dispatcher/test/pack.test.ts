import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { packRig, shells } from './pack-rig.ts';
import { hasTool } from './rig.ts';

const start = (run: number, attempt = 1) => ({ event: 'start', run, attempt });
const exit = (run: number, code: number, attempt = 1) => ({ event: 'exit', run, attempt, code });
const failed = (run: number, text: string) => ({ event: 'launch-failed', run, attempt: 1, text });

describe.each(shells.filter(([shell = '']) => hasTool(shell)))(
  'a worker of a pack in %s %s',
  (...words) => {
    const shell = words.filter((word) => word !== undefined);

    test('starts its records one after another, and exits with the code of the last run that failed', async () => {
      await using rig = packRig();
      rig.write(
        [
          { command: 'echo out; echo err >&2; echo $KEPT $FROM_SET_UP $A', env: { A: "a'b\n$c" } },
          { command: 'exit 7' },
          { command: 'kill -KILL $$' },
          { command: ['cat'] },
          { command: ['true'] },
        ],
        { env: { KEPT: "it's", 'my.var': 'x' }, setUp: ['export FROM_SET_UP=yes; echo set up'] },
      );
      const { code, out, err } = await rig.start(shell).ended;
      expect(code).toBe(137);
      expect(out).toEqual(['exit 0 1 0', 'exit 1 1 7', 'exit 2 1 137', 'exit 3 1 0', 'exit 4 1 0']);
      expect(err).toContain('set up\n');
      expect(rig.log(0)).toBe("out\nerr\nit's yes a'b $c\n");
      expect(rig.log(3)).toBe('');
      expect(rig.read('runs/3/neptune.yaml')).toBe('name: run-3\n');
      expect(rig.events()).toEqual([
        { event: 'worker' },
        ...[0, 7, 137, 0, 0].flatMap((ended, run) => [start(run), exit(run, ended)]),
      ]);
    });

    test('works on the records it is told, and names itself as its launcher would', async () => {
      await using rig = packRig();
      rig.write(Array.from({ length: 12 }, () => ({ command: 'exit 3' })));
      const worker = rig.start(shell, 9, 10);
      expect((await worker.ended).code).toBe(3);
      expect(rig.events()).toEqual([
        { event: 'worker' },
        start(9),
        exit(9, 3),
        start(10),
        exit(10, 3),
      ]);
      const [line = ''] = rig.read('events/worker-a-0.jsonl').split('\n');
      expect(JSON.parse(line)).toMatchObject({
        slot: 'a-0',
        pid: worker.process.pid,
        started: expect.stringMatching(/^\d+$/),
        boot: expect.stringMatching(/^[0-9a-f-]{36}$/),
        time: expect.closeTo(Date.now(), -5),
        up: expect.any(Number),
      });
    });

    test('says which could not be started, and only those', async () => {
      await using rig = packRig();
      rig.write([
        { command: ['no-such-program'] },
        { command: ['/etc/passwd'] },
        { command: ['true'], cwd: '/"none"' },
        { command: 'exit 127' },
        { command: ['printenv', 'a.b'], passedOn: { 'a.b': 'c' } },
      ]);
      expect((await rig.start(shell).ended).code).toBe(127);
      expect(rig.events().filter((it) => JSON.stringify(it).includes('launch-failed'))).toEqual([
        failed(0, 'cannot start no-such-program'),
        failed(1, "cannot start /etc/passwd: it can't be executed"),
        failed(2, 'no such working directory: /"none"'),
      ]);
      expect(rig.log(4)).toBe('c\n');
    });

    test('starts nothing that was claimed before, goes on, and leaves files of earlier attempts', async () => {
      await using rig = packRig();
      rig.write([{ command: 'echo again' }, { command: 'echo $MRUNNER_ATTEMPT', attempt: 2 }]);
      mkdirSync(rig.path('runs/0'), { recursive: true });
      mkdirSync(rig.path('runs/1'));
      writeFileSync(rig.path('runs/0/log.1'), 'first\n');
      writeFileSync(rig.path('runs/1/neptune.yaml'), 'edited\n');
      const first = await rig.start(shell).ended;
      expect(first).toMatchObject({ code: 77, out: ['refused 0 1', 'exit 1 2 0'] });
      expect(first.err).toContain('attempt 1 of run 0 was claimed before');
      expect(rig.log(0)).toBe('first\n');
      expect(rig.log(1, 2)).toBe('2\n');
      expect(rig.read('runs/1/neptune.yaml')).toBe('edited\n');
      // A scheduler that starts the task again: another file of events, and nothing is done twice.
      expect((await rig.start(shell).ended).out).toEqual(['refused 0 1', 'refused 1 2']);
      expect(rig.events('a-0.2')).toEqual([{ event: 'worker' }]);
    });

    test('starts nothing when a claim or a file of the run can not be written', async () => {
      await using rig = packRig();
      writeFileSync(rig.path('file'), '');
      rig.write([
        { command: 'echo ran', log: rig.path('file/log.1') },
        { command: 'echo ran', files: [{ path: rig.path('file/x'), text: '' }] },
        { command: ['true'] },
      ]);
      const { code, out, err } = await rig.start(shell).ended;
      expect({ code, out }).toEqual({
        code: 73,
        out: ['unclaimed 0 1', 'unclaimed 1 1', 'exit 2 1 0'],
      });
      expect(err).toContain(`run 1 is not started: cannot write ${rig.path('file/x')}\n`);
      expect(() => rig.log(1)).toThrow();
      expect(rig.events()).toEqual([{ event: 'worker' }, start(2), exit(2, 0)]);
    });

    test.each(['pack.sh', 'pack.index'])('starts nothing of a torn or missing %s', async (name) => {
      await using rig = packRig();
      rig.write([{ command: 'echo ran' }, { command: 'echo ran' }]);
      const whole = rig.read(name);
      const last = whole.trimEnd().length;
      for (const cut of [0, 1, 18, 19, last >> 1, last - 5, last - 1]) {
        writeFileSync(rig.path(name), whole.slice(0, cut));
        const { code, err, out } = await rig.start(shell).ended;
        expect({ cut, code, out }).toEqual({ cut, code: 66, out: [] });
        expect(err).toMatch(/^mrunner: record [01] is not started: .* torn/);
      }
      writeFileSync(rig.path(name), '\0'.repeat(whole.length));
      expect((await rig.start(shell).ended).code).toBe(66);
      expect(() => rig.log(0)).toThrow();
      expect(() => rig.events()).toThrow();
    });

    test.each([
      ['0', '2'],
      ['2', '2'],
      ['00', '0'],
      ['x', '0'],
      ['', ''],
    ])('starts nothing of the records %s to %s of two', async (from, to) => {
      await using rig = packRig();
      rig.write([{ command: 'echo ran' }, { command: 'echo ran' }]);
      const { code, err } = await rig.start(shell, from as never, to as never).ended;
      expect(code).toBe(to === '2' ? 66 : 64);
      expect(err).toMatch(/record 2 is not started|expected SLOT FROM TO/);
      expect(() => rig.log(0)).toThrow();
    });

    test('is never begun when its own text is torn', async () => {
      await using rig = packRig();
      rig.write([{ command: 'echo ran' }]);
      const whole = rig.read('worker.sh');
      for (const part of [0.1, 0.5, 0.9, 0.995]) {
        writeFileSync(rig.path('worker.sh'), whole.slice(0, whole.length * part));
        expect((await rig.start(shell).ended).code).not.toBe(0);
      }
      expect(() => rig.log(0)).toThrow();
    });
  },
);
