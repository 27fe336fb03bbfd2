import { describe, expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';
import { waitingSweep } from './rig/small-sweep.ts';
import { hasTerminals, onTerminal } from './rig/terminal.ts';

const given = (): Rig => {
  const rig = createRig();
  rig.write(waitingSweep);
  return rig;
};

const countsOf = async (rig: Rig): Promise<unknown> =>
  JSON.parse((await rig.mrun(['status', '--json'])).stdout).counts;

const question = '^C  2 running, 2 to go. d: leave them running and detach · Enter or';

describe.skipIf(!hasTerminals())('Ctrl-C on a terminal (needs script)', () => {
  test('asks, and d leaves the runs running and the rest to the background', async () => {
    await using rig = given();
    const run = onTerminal(rig, 'run spec.yaml --parallel 2');
    await run.says('2 running');
    run.type('\u0003');
    await run.says(question);
    run.type('d');
    const { code, text } = await run.done;
    expect(code).toBe(130);
    expect(text).toMatch(
      /\d{8}-\d{4}-\S+ goes on in the background \(process \d+\)\. This terminal may be closed\.\nNext: mrun status \S+ -w/,
    );
    expect(await countsOf(rig)).toMatchObject({ running: 2, cancelled: 0, failed: 0 });
    const wait = rig.start(['wait']);
    await wait.says('waiting for');
    rig.write({ go: '' });
    expect(await wait.done).toMatchObject({ code: 0, stdout: 'succeeded 4\n' });
    // Nobody was started twice.
    expect(rig.files('mruns').filter((path) => /\/log\.\d$/.test(path))).toHaveLength(4);
  });

  test.each([
    ['Enter', '\r'],
    ['a second Ctrl-C', '\u0003'],
  ])('asks, and %s stops them', async (_, key) => {
    await using rig = given();
    const run = onTerminal(rig, 'run spec.yaml --parallel 2');
    await run.says('2 running');
    run.type('\u0003');
    await run.says(question);
    run.type(key);
    const { code, text } = await run.done;
    expect(code).toBe(130);
    expect(text).toContain('Stopping 2 runs; Ctrl-C again ends it all at once.');
    expect(await countsOf(rig)).toMatchObject({ cancelled: 2, planned: 2, running: 0 });
    rig.write({ go: '' });
    const resumed = await rig.mrun(['resume']);
    expect(resumed.stdout).toContain('  0 of 4 done · 2 cancelled · 2 to start\n');
    expect(resumed.stdout).toContain("mrun retry --where 'state=cancelled'");
    expect((await rig.mrun(['retry', '--where', 'state=cancelled'])).code).toBe(0);
  });

  test('a third Ctrl-C does not wait for runs that will not stop', async () => {
    await using rig = given();
    rig.write({
      'wait.sh': "trap '' TERM\necho on > ready\nwhile :; do sleep 0.1; done\n",
      'slow.yaml': 'defaults: {grace: 10m}\n',
    });
    const run = onTerminal(rig, 'run spec.yaml --config slow.yaml');
    while (!rig.exists('ready')) await new Promise(setImmediate);
    run.type('\u0003');
    await run.says('d: leave them running');
    run.type('\u0003');
    await run.says('Ctrl-C again ends it all at once.');
    run.type('\u0003');
    expect((await run.done).code).toBe(130);
    expect(await countsOf(rig)).toMatchObject({ cancelled: 1, running: 0 });
  });

  test('other keys are nothing, and when the sweep ends first its ending is shown', async () => {
    await using rig = given();
    const run = onTerminal(rig, 'run spec.yaml --parallel 4', '; stty -a');
    await run.says('4 running');
    run.type('\u0003');
    await run.says('d: leave them running');
    run.type('xq');
    rig.write({ go: '' });
    const { text } = await run.done;
    expect(text).toContain('4 of 4 succeeded');
    // The shell gets the terminal back as it was.
    expect(text).toMatch(/(?<!-)icanon/);
    expect(text).toMatch(/(?<!-)isig/);
    expect(text).toMatch(/(?<!-)echo\b/);
  });

  test('a terminal that goes away leaves the sweep to the background', async () => {
    await using rig = given();
    const run = onTerminal(rig, 'run spec.yaml --parallel 2');
    await run.says('2 running');
    run.close();
    await run.done;
    const wait = rig.start(['wait']);
    await wait.says('waiting for');
    rig.write({ go: '' });
    expect(await wait.done).toMatchObject({ code: 0, stdout: 'succeeded 4\n' });
    expect(rig.files('mruns').filter((path) => path.endsWith('launcher.log'))).toHaveLength(1);
  });
});

test('a hang-up without a terminal leaves the sweep to the background too', async () => {
  await using rig = given();
  const run = rig.start(['run', 'spec.yaml', '--parallel', '2']);
  await run.says('#1 seed=1  started');
  const wait = rig.start(['wait']);
  await wait.says('waiting for');
  const watch = rig.start(['status', '-w']);
  await watch.says('running 2');
  run.signal('SIGHUP');
  const { code, stdout } = await run.done;
  expect(code).toBe(130);
  expect(stdout).toContain('goes on in the background');
  rig.write({ go: '' });
  expect(await wait.done).toMatchObject({ code: 0, stdout: 'succeeded 4\n' });
  expect((await watch.done).stdout).toContain('succeeded 4');
});
