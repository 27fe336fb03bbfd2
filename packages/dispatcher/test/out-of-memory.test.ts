import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../src/host/host.ts';
import { launchSweep } from '../src/launch/launch-sweep.ts';
import { makeRig, type Rig } from './rig.ts';

/** A machine whose kernel counts in a file of the rig whom it killed for lack of memory. */
const countingHost = ({ host, dir }: Rig, group: string, counter: string): Host => {
  const paths: { [path: string]: string } = { [counter]: join(dir, 'count') };
  const read: Host['files']['read'] = (path) => {
    if (path === '/proc/self/cgroup') return group;
    return host.files.read(path.startsWith('/sys/') ? (paths[path] ?? 'none') : path);
  };
  return { ...host, files: { ...host.files, read } };
};

const launchWith = async (rig: Rig, host: Host): Promise<void> => {
  writeFileSync(join(rig.dir, 'count'), 'low 0\noom 3\noom_kill 3\n');
  const launch = await launchSweep(host, rig.sweep);
  if (!launch.ok) throw new Error(JSON.stringify(launch.problems));
  await launch.value.done;
};

test.each([
  ['version 2', '0::/user/me\n', '/sys/fs/cgroup/user/me/memory.events'],
  [
    'version 1',
    '5:devices:/\n4:cpu,memory:/lab\n0::/\n',
    '/sys/fs/cgroup/memory/lab/memory.oom_control',
  ],
])(
  'a run that the kernel kills for lack of memory failed for that, by control groups of %s',
  async (_, group, counter) => {
    // Runs start in the directory of the rig.
    const script = "echo 'oom_kill 4' >count; kill -9 $$";
    await using rig = await makeRig({ runs: [{ script }] });
    await launchWith(rig, countingHost(rig, group, counter));
    expect(rig.status().of(0).reason).toEqual({
      kind: 'oom',
      code: 137,
      signal: 'SIGKILL',
      text: 'the kernel killed it: out of memory',
    });
  },
);

test('a run that somebody kills did not run out of memory', async () => {
  await using rig = await makeRig({ runs: [{ script: 'kill -9 $$' }] });
  const counter = '/sys/fs/cgroup/user/me/memory.events';
  await launchWith(rig, countingHost(rig, '0::/user/me\n', counter));
  expect(rig.status().of(0).reason).toMatchObject({ kind: 'signal', signal: 'SIGKILL' });
});

test('a program that says so itself ran out of memory', async () => {
  const text = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB';
  await using rig = await makeRig({ runs: [{ script: `echo '${text}' >&2; exit 1` }] });
  await rig.run();
  expect(rig.status().of(0)).toMatchObject({
    state: 'failed',
    reason: { kind: 'oom', code: 1, text },
  });
});
