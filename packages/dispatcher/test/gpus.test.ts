import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identityOf } from '../src/processes/liveness.ts';
import { processRow } from '../src/processes/process-table.ts';
import { wishUpdate } from '../src/wishes/wish-pace.ts';
import { atOnce, lockNames, one, order, ownLocks, say, two } from './gpu-rig.ts';
import { meeting, type TestRun } from './rig.ts';

describe('GPUs that are named', () => {
  test('are given to one run at a time, and taken back', async () => {
    const runs = Array.from({ length: 6 }, () => ({ script: say, ...one }));
    await using rig = await ownLocks({ runs, context: { gpus: '2-3' }, options: { parallel: 4 } });
    expect((await rig.run()).counts.succeeded).toBe(6);
    for (const index of runs.keys()) {
      expect(rig.read(index, 'log.1')).toMatch(/^PCI_BUS_ID [23]\n$/);
    }
    expect(atOnce(rig)).toBe(2);
    expect(lockNames(rig)).toEqual([]);
  });

  test('are recorded with the attempt', async () => {
    await using rig = await ownLocks({ runs: [{ script: say, ...two }], context: { gpus: '5,7' } });
    await rig.run();
    expect(rig.status().of(0)).toMatchObject({ state: 'succeeded', gpus: ['5', '7'] });
    expect(rig.read(0, 'log.1')).toBe('PCI_BUS_ID 5,7\n');
  });

  test('are all seen by a run that does not ask, none by one that asks for none', async () => {
    const runs = [{ script: say }, { script: say, resources: { gpu: { count: 0 } } }];
    await using rig = await ownLocks({ runs, context: { gpus: '0-2' } });
    await rig.run();
    expect(rig.read(0, 'log.1')).toBe('PCI_BUS_ID 0,1,2\n');
    expect(rig.read(1, 'log.1')).toBe('PCI_BUS_ID \n');
  });

  test('give way to the variables of the experiment alone', async () => {
    const runs = [
      { script: say, ...one },
      { script: say, ...one, env: { CUDA_VISIBLE_DEVICES: '9' } },
    ];
    await using rig = await ownLocks({
      runs,
      context: { gpus: '4' },
      setup: { env: { CUDA_VISIBLE_DEVICES: '8' } },
    });
    await rig.run();
    expect(rig.read(0, 'log.1')).toBe('PCI_BUS_ID 4\n');
    expect(rig.read(1, 'log.1')).toBe('PCI_BUS_ID 9\n');
  });

  test('fewer than a run asks for end the launch and say so', async () => {
    await using rig = await ownLocks({ runs: [{ script: say, ...two }], context: { gpus: '4' } });
    const outcome = await rig.run();
    expect(outcome).toMatchObject({ why: 'error', counts: { planned: 1 } });
    expect(outcome.text).toBe('#0 asks for 2 GPUs, and there is 1 to use: 4');
  });

  test('others may be named while runs wait for some, for this launch and the next ones', async () => {
    await using rig = await ownLocks({ runs: [{ script: say, ...one }], context: { gpus: '4' } });
    const me = identityOf(rig.host, process.pid);
    const directory = rig.host.env.MRUNNER_GPU_LOCKS ?? '';
    mkdirSync(directory);
    writeFileSync(
      join(directory, '4.x'),
      JSON.stringify({ process: { ...me, host: 'elsewhere' }, user: 'anna', run: 'x/1' }),
    );
    const launch = await rig.launch();
    await rig.until(() => rig.events.length > 0);
    wishUpdate(rig.host, rig.sweep, { gpus: '5-6' });
    expect((await launch.done).counts.succeeded).toBe(1);
    expect(rig.read(0, 'log.1')).toBe('PCI_BUS_ID 5\n');
    expect(rig.status().gpus).toBe('5-6');
  });

  test('no run overtakes one that waits for more of them', async () => {
    const runs = [
      { script: say, ...one },
      { script: say, ...two },
      { script: say, ...one },
    ];
    await using rig = await ownLocks({ runs, context: { gpus: '0-1' }, options: { parallel: 9 } });
    await rig.run();
    expect(order(rig)).toEqual(['+0', '-0', '+1', '-1', '+2', '-2']);
  });

  test('members of a composite get different ones at the same time', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-gpus`);
    await using _ = gate;
    const member = (index: number, script: string): TestRun => ({
      script: `${say}; ${script}`,
      ...one,
      composite: { name: 'pair', member: `m${index}`, first: 0, size: 2, onFailure: 'stop' },
    });
    const runs = [member(0, `cat ${gate.path}`), member(1, `echo all >${gate.path}`)];
    await using rig = await ownLocks({ runs, context: { gpus: '0-1' } });
    expect((await rig.run()).counts.succeeded).toBe(2);
    const seen = [0, 1].map((index) => rig.read(index, 'log.1').split('\n')[0]);
    expect(seen.toSorted()).toEqual(['PCI_BUS_ID 0', 'PCI_BUS_ID 1']);
  });

  test('are kept until nothing of the run lives that had them', async () => {
    const stay = `sh -c 'trap "" TERM; echo >"$0"; exec sleep 60' "$PWD/ready" & read x <ready`;
    const inDirectory = 'cd "$MRUNNER_EXP_DIR_PATH"; mkfifo ready; ';
    const runs = [
      { script: `${inDirectory}${stay}; echo $! >pid`, ...one },
      { script: 'true', ...one },
    ];
    await using rig = await ownLocks({ runs, context: { gpus: '0' }, options: { grace: 0.5 } });
    const left = (): number | undefined => processRow(rig.host, Number(rig.read(0, 'pid')))?.pid;
    const seen: (number | undefined)[] = [];
    const outcome = await rig.run({
      observe: (event) => {
        const isNext = 'run' in event && event.run.index === 1 && event.type === 'started';
        if (isNext || event.type === 'ended') seen.push(left());
      },
    });
    expect(outcome.counts.succeeded).toBe(2);
    // It lived when its run ended, and no more when the next run got the GPU.
    expect(seen).toEqual([expect.any(Number), undefined, undefined]);
  });
});
