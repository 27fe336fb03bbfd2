import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PackRig, packRig, shells } from './pack-rig.ts';
import { hasTool, program } from './rig.ts';

/** A run that says in a file of its directory that it is there, as text for `sh`. */
const ready = 'echo $$ >"$MRUNNER_TEST_DIR/ready"';
const forEver = 'while :; do sleep 1 & wait; done';
const isReady = (rig: PackRig, name = 'ready'): Promise<void> =>
  rig.until(() => existsSync(rig.path(name)));
const codes = (rig: PackRig): unknown[] =>
  rig.events().flatMap((it) => (JSON.stringify(it).includes('"exit"') ? [it] : []));
const exit = (run: number, code: number) => ({ event: 'exit', run, attempt: 1, code });
/** Of what Linux counts. */
const signals = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ABRT: 6,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
};

describe.each(shells.filter(([shell = '']) => hasTool(shell)))(
  'a worker of a pack in %s %s',
  (...words) => {
    const shell = words.filter((word) => word !== undefined);
    const here = (rig: PackRig) => ({ env: { MRUNNER_TEST_DIR: rig.dir } });

    test('records each signal that ends a run, also one that kills its whole group', async () => {
      await using rig = packRig();
      const names = Object.keys(signals);
      rig.write([
        ...names.map((name) => ({ command: `ulimit -c 0; kill -s ${name} $$` })),
        { command: 'kill 0' },
        { command: 'kill -s KILL 0' },
        { command: 'exec >&- 2>&- <&-; exit 4' },
        { command: ['true'] },
      ]);
      expect((await rig.start(shell).ended).code).toBe(4);
      const expected = [...Object.values(signals).map((n) => 128 + n), 143, 137, 4, 0];
      expect(codes(rig)).toEqual(expected.map((code, run) => exit(run, code)));
    });

    test('ends a run with all its processes when it is asked to stop, and starts no more', async () => {
      await using rig = packRig();
      const leave = 'setsid sh -c \'echo x >"$MRUNNER_TEST_DIR/left"; sleep 1000\' &';
      rig.write([
        { command: `${leave} sleep 1000 & ${ready}; wait`, ...here(rig) },
        { command: 'echo ran' },
      ]);
      const worker = rig.start(shell);
      await isReady(rig);
      await isReady(rig, 'left');
      expect(rig.living().length).toBeGreaterThanOrEqual(3);
      worker.signal('SIGTERM');
      const { code, err } = await worker.ended;
      expect(code).toBe(143);
      expect(err).toContain('asked to stop: the records from 1 to 1 are not started');
      expect(rig.living()).toEqual([]);
      expect(codes(rig)).toEqual([exit(0, 143)]);
      expect(() => rig.log(1)).toThrow();
    });

    test('kills after the grace what ignores that', async () => {
      await using rig = packRig();
      const deaf = `trap "" TERM; ${ready}; ${forEver}`;
      rig.write([{ command: deaf, ...here(rig) }], { grace: 1 });
      const worker = rig.start(shell);
      await isReady(rig);
      worker.signal('SIGTERM');
      expect((await worker.ended).code).toBe(137);
      expect(codes(rig)).toEqual([exit(0, 137)]);
      expect(rig.living()).toEqual([]);
    });

    test.each([0, 3, 85, 127, 130, 138, 143])(
      'tells a run that answers a stop with code %i from a signal to itself',
      async (code) => {
        await using rig = packRig();
        rig.write([{ command: `trap 'exit ${code}' TERM; ${ready}; ${forEver}`, ...here(rig) }]);
        const worker = rig.start(shell);
        await isReady(rig);
        for (const name of [
          'SIGCONT',
          'SIGHUP',
          'SIGUSR1',
          'SIGPIPE',
          'SIGQUIT',
          'SIGCONT',
        ] as const)
          worker.signal(name);
        worker.signal('SIGTERM');
        expect((await worker.ended).code).toBe(code);
        expect(codes(rig)).toEqual([exit(0, code)]);
      },
    );

    test('records the right end however many signals come while runs end', async () => {
      await using rig = packRig();
      const expected = Array.from({ length: 20 }, (_, i) => [0, 138, 127, 3, 129][i % 5] ?? 0);
      rig.write(expected.map((code) => ({ command: ['sh', '-c', `exit ${code}`] })));
      const worker = rig.start(shell);
      let isOver = false;
      // HUP wakes its wait and means nothing.
      const storm = async (): Promise<void> => {
        await rig.until(() => existsSync(rig.path('events/worker-a-0.jsonl')));
        while (!isOver) {
          worker.signal('SIGHUP');
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
      };
      const stormy = storm();
      await worker.ended;
      isOver = true;
      await stormy;
      expect(codes(rig)).toEqual(expected.map((code, run) => exit(run, code)));
    });

    test('hears of a signal that comes just before it begins to wait', async () => {
      await using rig = packRig();
      const tellFirst = `wait() {
        if [ ! "$told" ]; then told=x; sh -c 'kill -s TERM "$PPID"'; fi
        command wait "$@"
      }`;
      rig.write([{ command: `${ready}; ${forEver}` }], { ...here(rig), setUp: [tellFirst] });
      expect((await rig.start(shell).ended).code).toBe(143);
      expect(codes(rig)).toEqual([exit(0, 143)]);
    });

    test.each([
      ['SIGTERM', 143],
      ['SIGINT', 130],
      ['SIGUSR1', 138],
    ] as const)(
      'names the signal %s that ended a run in its start, though only what wakes its wait was told',
      async (name, code) => {
        await using rig = packRig();
        // As a bash that is to be POSIX answers now and then.
        const loses = `wait() {
          if [ "$told" ]; then command wait "$@"; return 127; fi
          told=x
          command kill -s KILL "$1"
          sh -c 'kill -s ${name.slice(3)} "$PPID"'
          while command kill -0 "$1"; do command wait "$1"; done 2>/dev/null
          return 151
        }`;
        rig.write([{ command: 'sleep 1000' }], { ...here(rig), setUp: [loses] });
        expect((await rig.start(shell).ended).code).toBe(code);
        expect(codes(rig)).toEqual([exit(0, code)]);
      },
    );

    const moment = fc.record({
      after: fc.integer({ min: 0, max: 300 }),
      name: fc.constantFrom('SIGTERM' as const, 'SIGINT' as const, 'SIGUSR1' as const),
      // As a terminal and some schedulers do.
      toAll: fc.boolean(),
    });

    test('whenever it is asked to stop, what was started has an end, and none is made up', async () => {
      await fc.assert(
        fc.asyncProperty(moment, async ({ after, name, toAll }) => {
          await using rig = packRig();
          rig.write(Array.from({ length: 3 }, () => ({ command: 'sleep 0.03; exit 3' })));
          const worker = rig.start(shell);
          const timer = setTimeout(() => worker.signal(name, toAll), after);
          const { code } = await worker.ended;
          clearTimeout(timer);
          const events = existsSync(rig.path('events/worker-a-0.jsonl')) ? rig.events() : [];
          const ends = events.length === 0 ? [] : codes(rig);
          const starts = events.filter((it) => JSON.stringify(it).includes('"start"'));
          expect(ends.length).toBe(starts.length);
          expect(JSON.stringify(events)).not.toContain('launch-failed');
          for (const [run, end] of ends.entries()) {
            const last = run === ends.length - 1;
            expect((last ? [3, 143, 130, 138] : [3]).map((it) => exit(run, it))).toContainEqual(
              end,
            );
          }
          expect(code === 0).toBe(false);
        }),
        { numRuns: 6 },
      );
    });

    test('passes an interruption on as such', async () => {
      await using rig = packRig();
      rig.write([
        { command: `trap 'exit 5' INT; trap 'exit 6' TERM; ${ready}; ${forEver}`, ...here(rig) },
      ]);
      const worker = rig.start(shell);
      await isReady(rig);
      worker.signal('SIGINT');
      expect((await worker.ended).code).toBe(5);
    });

    test('asks by TERM where a run in the background can not be given its INT back', async () => {
      await using rig = packRig();
      program(rig.dir, 'env', '#!/bin/sh\nexit 125');
      rig.write([
        { command: `trap 'exit 5' INT; trap 'exit 6' TERM; ${ready}; ${forEver}`, ...here(rig) },
      ]);
      const worker = rig.start(shell, 0, 0, {
        ...process.env,
        PATH: `${rig.dir}:${process.env.PATH}`,
      });
      await isReady(rig);
      worker.signal('SIGINT');
      expect((await worker.ended).code).toBe(shell[0] === 'bash' ? 5 : 6);
    });

    test.each(['SIGUSR1', 'SIGUSR2'] as const)(
      'hands the warning %s to the run as USR2, and starts no more',
      async (name) => {
        await using rig = packRig();
        rig.write([
          { command: `trap 'exit 85' USR2; ${ready}; ${forEver}`, ...here(rig) },
          { command: 'echo ran' },
        ]);
        const worker = rig.start(shell);
        await isReady(rig);
        worker.signal(name);
        expect((await worker.ended).code).toBe(85);
        expect(codes(rig)).toEqual([exit(0, 85)]);
        expect(() => rig.log(1)).toThrow();
      },
    );

    test('hands a warning to who handles it below a shell, and ends nobody by it', async () => {
      await using rig = packRig();
      const script = program(
        rig.dir,
        'script',
        `#!/bin/sh\ntrap 'exit 85' USR2\n${ready}\n${forEver}\n`,
      );
      rig.write([
        { command: `sleep 1000 & ${script}; code=$?; kill %1; exit $code`, ...here(rig) },
      ]);
      const worker = rig.start(shell);
      await isReady(rig);
      worker.signal('SIGUSR1');
      expect((await worker.ended).code).toBe(85);
    });

    test('ends what a run left behind before it starts the next one', async () => {
      await using rig = packRig();
      const leave = `setsid sh -c 'trap "" TERM; ${ready}; ${forEver}' & while [ ! -s "$MRUNNER_TEST_DIR/ready" ]; do sleep 0.01; done`;
      rig.write(
        [
          { command: leave, ...here(rig) },
          {
            command:
              'grep -qs MRUNNER_RUN_ID "/proc/$(cat "$MRUNNER_TEST_DIR/ready")/environ" && echo alive; true',
            ...here(rig),
          },
        ],
        { grace: 0.3 },
      );
      expect((await rig.start(shell).ended).code).toBe(0);
      expect(rig.log(1)).toBe('');
      expect(rig.living()).toEqual([]);
    });

    test('survives who started it', async () => {
      await using rig = packRig();
      rig.write([
        { command: `${ready}; read x <"$MRUNNER_TEST_DIR/go"; exit 3`, ...here(rig) },
        { command: ['true'] },
      ]);
      const starter = spawn(
        'sh',
        [
          '-c',
          'mkfifo go; setsid "$@" | cat & wait',
          'sh',
          ...shell,
          rig.path('worker.sh'),
          'a-0',
          '0',
          '1',
        ],
        { cwd: rig.dir, detached: true, stdio: 'ignore' },
      );
      await isReady(rig);
      process.kill(-(starter.pid ?? 0), 'SIGKILL');
      await new Promise((resolve) =>
        spawn('sh', ['-c', 'echo x >go'], { cwd: rig.dir }).once('exit', resolve),
      );
      await rig.until(() => codes(rig).length === 2);
      expect(codes(rig)).toEqual([exit(0, 3), exit(1, 0)]);
    });
  },
);
