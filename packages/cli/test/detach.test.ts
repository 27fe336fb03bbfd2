import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';
import { smallSweep, waitingSweep } from './rig/small-sweep.ts';

interface Status {
  readonly sweep: string;
  readonly counts: { readonly [state: string]: number };
}

const statusOf = async (rig: Rig): Promise<Status> =>
  JSON.parse((await rig.mrun(['status', '--json'])).stdout);

test('a detached run returns once its sweep is at work, and goes on without its terminal', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const { code, stdout, stderr } = await rig.mrun(['run', 'spec.yaml', '--detach']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^birds · waiting · 4 runs → mruns\/birds\/.+\n/);
  expect(stdout).toMatch(
    /\nIt runs in the background \(process \d+\)\. This terminal may be closed\.\nNext: mrun status -w {4}mrun wait {4}mrun cancel\n$/,
  );
  const going = await statusOf(rig);
  expect(going.counts).toMatchObject({ succeeded: 0, failed: 0 });
  const wait = rig.start(['wait']);
  await wait.says('waiting for');
  rig.write({ go: '' });
  expect(await wait.done).toMatchObject({ code: 0, stdout: 'succeeded 4\n' });
});

test('the launcher in the background is in a session of its own, and a hang-up is nothing to it', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const { stdout } = await rig.mrun(['run', 'spec.yaml', '--detach']);
  const pid = Number(/process (\d+)/.exec(stdout)?.[1]);
  process.kill(pid, 'SIGHUP');
  const wait = rig.start(['wait']);
  await wait.says('waiting for');
  rig.write({ go: '' });
  expect(await wait.done).toMatchObject({ code: 0, stdout: 'succeeded 4\n' });
});

test('its messages are in launcher.log, which nobody else may read', async () => {
  await using rig = createRig();
  rig.write(smallSweep);
  const { home } = JSON.parse((await rig.mrun(['run', 'spec.yaml', '--detach', '--json'])).stdout);
  expect((await rig.mrun(['wait'])).code).toBe(1);
  const log = `${home}/launcher.log`.slice(rig.directory.length + 1);
  expect(rig.read(log)).toMatch(
    /^\S+Z process \d+ launches the sweep\n\S+Z #1 failed: exit 7: ValueError: bad shape \(3, 4\)\n\S+Z left: finished\n$/,
  );
  expect(statSync(`${home}/launcher.log`).mode & 0o777).toBe(0o600);
});

test('with --json it prints the sweep and its home, and nothing else', async () => {
  await using rig = createRig();
  rig.write(smallSweep);
  const { code, stdout } = await rig.mrun(['run', 'spec.yaml', '--detach', '--json']);
  const printed = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(Object.keys(printed)).toEqual(['sweep', 'home']);
  expect(printed.home).toBe(rig.path('mruns/birds', printed.sweep));
  await rig.mrun(['wait']);
  expect((await statusOf(rig)).sweep).toBe(printed.sweep);
});

test('secrets reach a detached sweep, and no file of it', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': 'script: sh check.sh\nargs: none\nsecrets: [TOKEN]\n',
    'check.sh': 'test "$TOKEN" = s3cret-v4lue',
  });
  const { code } = await rig.mrun(['run', 'spec.yaml', '--detach'], {
    env: { TOKEN: 's3cret-v4lue' },
  });
  expect(code).toBe(0);
  expect((await rig.mrun(['wait'])).code).toBe(0);
  const holders = rig.files('mruns').filter((path) => rig.read(`mruns/${path}`).includes('s3cret'));
  expect(holders).toEqual([]);
});

test('what keeps the launcher in the background from starting is told here', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  rig.write({ 'broken.mjs': "if (process.argv[1].includes('background')) process.exit(9);\n" });
  const { code, stderr } = await rig.mrun(['run', 'spec.yaml', '--detach'], {
    env: { NODE_OPTIONS: `--import=${rig.path('broken.mjs')}` },
  });
  expect(code).toBe(2);
  expect(stderr).toContain('1 problem, nothing was started');
  expect(stderr).toContain('the launcher in the background did not get to work: exit 9');
  expect((await statusOf(rig)).counts).toMatchObject({ planned: 4, running: 0 });
});
