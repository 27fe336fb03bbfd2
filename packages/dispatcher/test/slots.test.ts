import { describe, expect, test } from 'vitest';
import { atOnce, order } from './gpu-rig.ts';
import { makeRig } from './rig.ts';

describe('slots', () => {
  test('auto starts as many as there are processors for', async () => {
    const runs = Array.from({ length: 6 }, () => ({ script: 'true', resources: { cpu: 2 } }));
    await using rig = await makeRig({ runs, options: { parallel: 'auto' }, limits: { cpu: 5 } });
    expect((await rig.run()).counts.succeeded).toBe(6);
    expect(atOnce(rig)).toBe(2);
  });

  test('auto starts no more than there is memory for', async () => {
    const runs = Array.from({ length: 6 }, () => ({ script: 'true', resources: { mem: 1024 } }));
    const limits = { cpu: 64, mem: 3500 };
    await using rig = await makeRig({ runs, options: { parallel: 'auto' }, limits });
    await rig.run();
    expect(atOnce(rig)).toBe(3);
  });

  test('auto starts what asks for more than there is, alone', async () => {
    const large = { script: 'true', resources: { cpu: 64 } };
    const runs = [{ script: 'true' }, large, { script: 'true' }];
    await using rig = await makeRig({ runs, options: { parallel: 'auto' }, limits: { cpu: 2 } });
    await rig.run();
    expect(order(rig)).toEqual(['+0', '-0', '+1', '-1', '+2', '-2']);
  });

  test('a number of them asks neither for processors nor for memory', async () => {
    const runs = Array.from({ length: 3 }, () => ({ script: 'true', resources: { cpu: 64 } }));
    await using rig = await makeRig({ runs, options: { parallel: 3 }, limits: { cpu: 1 } });
    await rig.run();
    expect(atOnce(rig)).toBe(3);
  });
});

describe('threads', () => {
  const script = 'env | grep OMP_NUM || echo unset';
  const threads = { script, resources: { cpu: 4 } };

  test('are as many as the processors of the run', async () => {
    const binary = { script: ['/bin/sh', '-c', script] };
    const runs = [threads, { ...threads, resources: {} }, { ...threads, ...binary }];
    await using rig = await makeRig({ runs, unset: ['OMP_NUM_THREADS'] });
    await rig.run();
    expect(rig.read(0, 'log.1')).toBe('OMP_NUM_THREADS=4\n');
    expect(rig.read(1, 'log.1')).toBe('unset\n');
    expect(rig.read(2, 'log.1')).toBe('OMP_NUM_THREADS=4\n');
  });

  test('are what anybody else says', async () => {
    const runs = [threads, { ...threads, env: { OMP_NUM_THREADS: '2' } }];
    await using inherited = await makeRig({ runs, env: { OMP_NUM_THREADS: '3' } });
    await inherited.run();
    expect(inherited.read(0, 'log.1')).toBe('OMP_NUM_THREADS=3\n');
    expect(inherited.read(1, 'log.1')).toBe('OMP_NUM_THREADS=2\n');
    const prologCommand = 'export OMP_NUM_THREADS=7';
    await using setUp = await makeRig({
      runs,
      setup: { prologCommand },
      unset: ['OMP_NUM_THREADS'],
    });
    await setUp.run();
    expect(setUp.read(0, 'log.1')).toBe('OMP_NUM_THREADS=7\n');
    expect(setUp.read(1, 'log.1')).toBe('OMP_NUM_THREADS=2\n');
  });
});
