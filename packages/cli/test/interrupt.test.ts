import { describe, expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';

const given = (script: string): Rig => {
  const rig = createRig();
  rig.write({ 'spec.yaml': 'script: sh train.sh\ngrid: {i: {range: 4}}\n', 'train.sh': script });
  return rig;
};

const counts = async (rig: Rig): Promise<unknown> => {
  const { stdout } = await rig.mrun(['status', '--json']);
  return (JSON.parse(stdout) as { counts: unknown }).counts;
};

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('stops what runs, keeps what is done, and the exit code is 130', async () => {
    await using rig = given('test $MRUNNER_RUN_INDEX = 0 || exec sleep 60\n');
    const started = rig.start(['run', 'spec.yaml']);
    await started.says('#1 i=1  started');
    started.signal(signal);
    const { code, stdout } = await started.done;
    expect(code).toBe(130);
    expect(stdout).toContain('Stopping 1 run; Ctrl-C again ends it all at once.');
    expect(stdout).toContain('1 of 4 succeeded');
    expect(stdout).toContain('2 never started');
    expect(await counts(rig)).toMatchObject({ succeeded: 1, cancelled: 1, planned: 2, running: 0 });
  });
});

test('a second one does not wait for runs that will not stop', async () => {
  await using rig = given("trap '' TERM\necho ready > ready\nwhile :; do sleep 1; done\n");
  const started = rig.start(['run', 'spec.yaml', '--config', 'slow.yaml']);
  rig.write({ 'slow.yaml': 'defaults: {grace: 10m}\n' });
  await started.says('started');
  while (!rig.exists('ready')) await new Promise(setImmediate);
  started.signal('SIGINT');
  await started.says('Ctrl-C again');
  started.signal('SIGINT');
  expect((await started.done).code).toBe(130);
  expect(await counts(rig)).toMatchObject({ cancelled: 1, planned: 3, running: 0 });
});

test('while a spec is evaluated it ends that too, however busy it is', async () => {
  await using rig = createRig();
  rig.write({
    'spec.mjs':
      "import { writeFileSync } from 'node:fs';\nwriteFileSync('busy', String(process.pid));\nfor (;;);\n",
  });
  const started = rig.start(['run', 'spec.mjs']);
  while (!rig.exists('busy') || rig.read('busy') === '') await new Promise(setImmediate);
  started.signal('SIGTERM');
  const { code, stderr } = await started.done;
  expect({ code, stderr }).toEqual({ code: 130, stderr: 'Interrupted; nothing was done.\n' });
  expect(() => process.kill(Number(rig.read('busy')), 0)).toThrow('ESRCH');
});
