import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identityOf } from '../src/processes/liveness.ts';
import { lockNames, locksIn, one, order, ownLocks, say } from './gpu-rig.ts';
import { makeRig, meeting, type Rig, startLauncher } from './rig.ts';

describe('GPUs and other sweeps', () => {
  test('one waits for what another one has, and says so once', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-sweeps`);
    await using _ = gate;
    await using first = await ownLocks({
      runs: [{ script: `read x <${gate.path}`, ...one }],
      context: { gpus: '0' },
    });
    await using second = await makeRig({
      runs: [{ script: say, ...one }],
      context: { gpus: '0' },
      env: locksIn(first.dir),
    });
    const going = await first.launch();
    await first.until(() => going.running.size === 1);
    const waiting = await second.launch();
    await second.until(() => second.events.length > 0);
    expect(waiting.running.size).toBe(0);
    await gate.tell();
    expect((await going.done).counts.succeeded).toBe(1);
    expect((await waiting.done).counts.succeeded).toBe(1);
    const said = second.events.filter((event) => event.type === 'trouble');
    const { user } = second.host.machine;
    expect(said.map(({ text }) => text)).toEqual([
      `#0 waits for GPUs: 0 is used by ${first.sweep.record.id}/0 of ${user}`,
    ]);
  });

  test('several that want the same ones share them, one run at a time', async () => {
    const shared = mkdtempSync(join(tmpdir(), 'mrunner-shared-'));
    // Whoever else has the GPU has made that directory.
    const script = `mkdir ${shared}/gpu-$CUDA_VISIBLE_DEVICES || exit 1
      sleep 0.03; rmdir ${shared}/gpu-$CUDA_VISIBLE_DEVICES`;
    const runs = Array.from({ length: 3 }, () => ({ script, ...one }));
    const options = { runs, context: { gpus: '0-1' }, env: locksIn(shared) };
    const sweep = async (): Promise<number> => {
      await using rig = await makeRig(options);
      await startLauncher(rig).ended;
      return rig.status().counts.succeeded;
    };
    expect(await Promise.all([sweep(), sweep(), sweep()])).toEqual([3, 3, 3]);
    rmSync(shared, { recursive: true });
  });

  test('locks are for everybody to read, in a directory where everybody may write', async () => {
    await using rig = await ownLocks({ runs: [{ script: say, ...one }], context: { gpus: '0' } });
    const directory = rig.host.env.MRUNNER_GPU_LOCKS ?? '';
    const modes = (): number[] =>
      [directory, ...lockNames(rig).map((name) => join(directory, name))].map(
        (path) => statSync(path).mode & 0o7777,
      );
    let seen: number[] = [];
    await rig.run({
      observe: ({ type }) => {
        if (type === 'started') seen = modes();
      },
    });
    expect(seen).toEqual([0o1777, 0o1644]);
  });

  test('a run keeps its GPU when its launcher is killed, until it has ended', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-killed`);
    await using _ = gate;
    await using first = await ownLocks({
      runs: [{ script: `echo up >${gate.path}; read x <${gate.path}`, ...one }],
      context: { gpus: '0' },
    });
    await using second = await makeRig({
      runs: [{ script: say, ...one }],
      context: { gpus: '0' },
      env: locksIn(first.dir),
    });
    const launcher = startLauncher(first);
    await gate.hear();
    launcher.kill('SIGKILL');
    await launcher.ended;
    const waiting = await second.launch();
    await second.until(() => second.events.length > 0);
    expect(waiting.running.size).toBe(0);
    await gate.tell();
    expect((await waiting.done).counts.succeeded).toBe(1);
  });

  test('whoever adopts a run keeps its GPU for it, and takes it back', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-adopted`);
    await using _ = gate;
    const runs = [
      { script: `echo up >${gate.path}; read x <${gate.path}`, ...one },
      { script: say, ...one },
    ];
    const context = { gpus: '0', onLost: 'ask' } as const;
    await using rig = await ownLocks({ runs, context });
    const launcher = startLauncher(rig);
    await gate.hear();
    launcher.kill('SIGKILL');
    await launcher.ended;
    const launch = await rig.launch({ takes: 'resume' });
    expect([...launch.running.keys()]).toEqual([0]);
    // Without its worker the run has nobody else to hold the lock.
    for (const slot of rig.status().of(0).slots ?? []) {
      const worker = rig.status().workers.get(slot);
      if (worker !== undefined) rig.host.processes.signal(worker.pid, 'SIGKILL');
    }
    await rig.until(() => isHeldBy(rig, process.pid));
    await gate.tell();
    expect((await launch.done).counts).toMatchObject({ succeeded: 1, unknown: 1 });
    expect(order(rig)).toEqual(['+0', '-0', '+1', '-1']);
    expect(rig.read(1, 'log.1')).toBe('PCI_BUS_ID 0\n');
    expect(lockNames(rig)).toEqual([]);
  });

  test('what is in the lock directory and nobody understands counts as a lock', async () => {
    await using rig = await ownLocks({ runs: [{ script: say, ...one }], context: { gpus: '0-1' } });
    const directory = rig.host.env.MRUNNER_GPU_LOCKS ?? '';
    mkdirSync(directory);
    writeFileSync(join(directory, '0.x'), 'gibberish');
    symlinkSync('/dev/zero', join(directory, '1.x'));
    const launch = await rig.launch();
    await rig.until(() => rig.events.length > 0);
    const [said] = rig.events;
    expect(said).toMatchObject({
      type: 'trouble',
      text: expect.stringContaining(`${directory}/1.x`),
    });
    launch.stop('term');
    expect((await launch.done).why).toBe('interrupted');
  });

  test('locks of processes that are gone count no more, those of other hosts do', async () => {
    await using rig = await ownLocks({ runs: [{ script: say, ...one }], context: { gpus: '0-1' } });
    const directory = rig.host.env.MRUNNER_GPU_LOCKS ?? '';
    const me = identityOf(rig.host, process.pid);
    mkdirSync(directory);
    const lock = (name: string, process: object): void =>
      writeFileSync(join(directory, name), JSON.stringify({ process, user: 'anna', run: 'x/1' }));
    lock('0.x', { ...me, host: 'elsewhere' });
    lock('1.x', { ...me, started: '1' });
    expect((await rig.run()).counts.succeeded).toBe(1);
    expect(rig.read(0, 'log.1')).toBe('PCI_BUS_ID 1\n');
    expect(lockNames(rig)).toEqual(['0.x']);
  });

  test('a place for locks that can not be used ends the launch and says so', async () => {
    await using rig = await ownLocks({ runs: [{ script: say, ...one }], context: { gpus: '0' } });
    writeFileSync(rig.host.env.MRUNNER_GPU_LOCKS ?? '', '');
    const outcome = await rig.run();
    expect(outcome).toMatchObject({ why: 'error', counts: { planned: 1 } });
    expect(outcome.text).toContain('MRUNNER_GPU_LOCKS names another directory');
  });
});

/** Whether all locks are those of one process. */
const isHeldBy = (rig: Rig, pid: number): boolean =>
  lockNames(rig).every((name) =>
    rig.host.shared.read(join(rig.host.env.MRUNNER_GPU_LOCKS ?? '', name))?.includes(`:${pid},`),
  );
