import { readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { describe, expect, test, vi } from 'vitest';
import { nodeHost } from '../../src/host/node-host.ts';
import { processRow } from '../../src/processes/process-table.ts';
import { readEvents } from '../../src/sweep-home/read-facts.ts';
import { hasTool, makeRig, meeting } from '../rig.ts';
import { createSmallDisk } from '../small-disk.ts';
import { launchWithFault } from './faulted-launch.ts';

// Many sweeps in one test, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 300_000 });

describe('a run that ends itself by signal', () => {
  const names = new Map(Object.entries(constants.signals).map(([name, n]) => [n, name]));
  const stop = constants.signals.SIGSTOP;
  const numbers = Array.from({ length: 31 }, (_, i) => i + 1).filter((n) => n !== stop);
  // Those of a terminal stop nobody who has none.
  const ignored = ['CHLD', 'CONT', 'URG', 'WINCH', 'TSTP', 'TTIN', 'TTOU'];

  test('of any number from 1 to 31 has the code, and the state, that it must have', async () => {
    await using rig = await makeRig({
      runs: numbers.map((n) => ({ script: `kill -s ${n} $$; exit 7` })),
      options: { parallel: 4 },
    });
    await rig.run();
    const status = rig.status();
    for (const [index, n] of numbers.entries()) {
      const name = names.get(n) ?? `${n}`;
      const { state, exitCode, reason } = status.of(index);
      const expected = ignored.includes(name.slice(3))
        ? { exitCode: 7, kind: 'exit' }
        : { exitCode: 128 + n, kind: 'signal' };
      expect({ name, state, exitCode, kind: reason?.kind }).toEqual({
        name,
        state: 'failed',
        ...expected,
      });
    }
  });

  test('STOP stays stopped, which is no end; who is asked to stop is killed then', async () => {
    await using rig = await makeRig({
      runs: [{ script: 'echo on; kill -s STOP $$; exit 7' }],
      options: { grace: 0.1 },
    });
    const launch = await rig.launch();
    await rig.until(() => rig.host.files.read(rig.path(0, 'log.1')) === 'on\n');
    expect(rig.status().of(0).state).toBe('running');
    launch.stop('term');
    await launch.done;
    expect(rig.status().of(0)).toMatchObject({ state: 'cancelled', exitCode: 137 });
  });
});

describe('what a run leaves behind is ended', () => {
  test('a child that left by a double fork into a session of its own, and ignores TERM', async () => {
    await using rig = await makeRig({
      runs: [
        {
          script: `cd "$MRUNNER_EXP_DIR_PATH"; mkfifo up
            (setsid sh -c 'trap "" TERM; (while :; do sleep 0.1; done) & echo $! >up' &) ; read pid <up; echo "$pid" >pid`,
        },
      ],
      options: { grace: 0.2 },
    });
    expect((await rig.run()).counts.succeeded).toBe(1);
    expect(processRow(rig.host, Number(rig.read(0, 'pid')))).toBe(undefined);
  });

  test('but not what cleared its environment: of that nobody knows whose it is', async () => {
    await using rig = await makeRig({
      runs: [
        {
          script: `cd "$MRUNNER_EXP_DIR_PATH"; env -i setsid sleep 30 & echo $! >"$MRUNNER_EXP_DIR_PATH/pid"; sleep 0.1`,
        },
      ],
    });
    expect((await rig.run()).counts.succeeded).toBe(1);
    const pid = Number(rig.read(0, 'pid'));
    expect(nodeHost().processes.signal(pid, 'SIGKILL')).toBe(true);
  });
});

describe('a run that writes a gigabyte', () => {
  const disk = createSmallDisk('1200m');
  test.skipIf(disk === undefined)('needs no memory of its launcher', async () => {
    await using room = disk;
    if (room === undefined) return;
    const big = `yes 0123456789abcdef | head -c 1073741824; echo; echo 'Error: enough' >&2; exit 3`;
    await using rig = await makeRig({ runs: [{ script: big }], below: room.path });
    const { peakBytes } = await launchWithFault(rig, { kind: 'none' }).ended;
    expect(rig.status().of(0).reason).toMatchObject({ code: 3, text: 'Error: enough' });
    await using small = await makeRig({ runs: [{ script: 'exit 3' }] });
    const usual = (await launchWithFault(small, { kind: 'none' }).ended).peakBytes;
    expect(peakBytes).toBeLessThan(usual + (32 << 20));
  });
});

describe('a worker that gets a signal', () => {
  test.each(['TERM', 'HUP', 'INT', 'QUIT', 'PIPE'])(
    'SIG%s goes on: its run ends as it would, and is recorded',
    async (signal) => {
      await using rig = await makeRig({
        runs: [{ script: `kill -s ${signal} $PPID; exit 5` }, { script: 'true' }],
        options: { parallel: 1 },
      });
      expect((await rig.run()).counts).toMatchObject({ failed: 1, succeeded: 1 });
      expect(rig.status().of(0).exitCode).toBe(5);
      const workers = readdirSync(`${rig.sweep.home}/events`).filter((it) => it.startsWith('w'));
      expect(workers).toHaveLength(1);
    },
  );

  test('STOP, and CONT later, loses nothing', async () => {
    await using gate = meeting('/tmp', `gate-${process.pid}-stopped`);
    await using rig = await makeRig({
      runs: [{ script: `kill -s STOP $PPID; echo on >${gate.path}; exit 5` }],
    });
    const launch = await rig.launch();
    await gate.hear();
    const worker = readEvents(rig.host, rig.sweep.home).find((it) => it.event === 'worker');
    if (worker === undefined) throw new Error('no worker');
    expect(rig.status().of(0).state).toBe('running');
    process.kill(worker.pid, 'SIGCONT');
    await launch.done;
    expect(rig.status().of(0)).toMatchObject({ state: 'failed', exitCode: 5 });
  });
});

test.skipIf(!hasTool('setsid'))(
  'runs that read all of their input, write to it, or close everything disturb nobody',
  async () => {
    await using rig = await makeRig({
      runs: [
        { script: 'cat >/dev/null; echo a' },
        { script: 'echo x >&0; echo b' },
        { script: 'exec 0<&- 1>&- 2>&- 3>&- 9>&-; exit 4' },
        { script: 'echo x >&9; echo d' },
        { script: 'true' },
      ],
      options: { parallel: 1 },
    });
    expect((await rig.run()).counts).toMatchObject({ succeeded: 4, failed: 1 });
    expect(rig.status().of(2).exitCode).toBe(4);
  },
);
