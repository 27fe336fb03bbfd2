import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { rootOfAttempt } from '../src/code/code-states.ts';
import { launchSweep } from '../src/launch/launch-sweep.ts';
import { setUpCodes } from '../src/slurm/submit/code-set-ups.ts';
import { wishRetry } from '../src/wishes/wish-retry.ts';
import { makeRig, meeting, program, startLauncher } from './rig.ts';

const project = { 'code.txt': 'as it was' };
const times = (count: number, script: string) => Array.from({ length: count }, () => ({ script }));

describe('the setup of a snapshot', () => {
  test('is done once, in the snapshot, after what each worker does, before any run', async () => {
    await using rig = await makeRig({
      project,
      runs: times(6, '[ "$(cat code.txt made)" = "as it was from prolog" ]'),
      setup: (dir) => ({
        prologCommand: 'export FROM=prolog',
        setup: `echo x >>${dir}/count; sleep 0.1; echo " from $FROM" >made`,
      }),
      options: { parallel: 3 },
    });
    expect((await rig.run()).counts.succeeded).toBe(6);
    expect(readFileSync(join(rig.dir, 'count'), 'utf8')).toBe('x\n');
    expect(rig.host.files.exists(join(rig.dir, 'project/made'))).toBe(false);
  });

  test('that fails makes its runs failed: launch, with its output in their logs', async () => {
    await using rig = await makeRig({
      project,
      runs: times(3, 'echo ran'),
      setup: { setup: 'echo no network >&2; exit 7' },
    });
    expect((await rig.run()).counts).toMatchObject({ failed: 3 });
    for (const i of [0, 1, 2]) {
      expect(rig.read(i, 'log.1')).toBe('no network\n');
      expect(rig.status().of(i)).toMatchObject({
        exitCode: 7,
        reason: { kind: 'launch', text: 'the set-up of context local failed: no network' },
      });
    }
  });

  test('can be stopped: nothing was started, and it is done again', async () => {
    await using rig = await makeRig({
      project,
      runs: times(2, '[ -e made ]'),
      setup: (dir) => ({
        setup: `touch ${dir}/begun; until [ -e ${dir}/goes-on ]; do sleep 0.02; done; touch made`,
      }),
    });
    const launch = await rig.launch();
    await rig.until(() => rig.host.files.exists(join(rig.dir, 'begun')));
    launch.stop('term');
    expect(await launch.done).toMatchObject({ why: 'interrupted', counts: { planned: 2 } });
    rig.host.files.write(join(rig.dir, 'goes-on'), '');
    expect((await rig.run()).counts.succeeded).toBe(2);
  });

  test('that a dead launcher left at work is ended before it is done again', async () => {
    await using rig = await makeRig({
      project,
      runs: times(1, 'cat made'),
      setup: (dir) => ({
        // The first one waits for ever; the second one finds that it is alone.
        setup: `if mkdir ${dir}/first 2>/dev/null; then echo $$ >${dir}/pid; echo x >${dir}/pipe
while :; do sleep 0.05; done; fi
case $(ps -o stat= -p "$(cat ${dir}/pid)") in '' | Z*) echo alone >made ;; *) echo two >made ;; esac`,
      }),
    });
    await using begun = meeting(rig.dir, 'pipe');
    const other = startLauncher(rig);
    await begun.hear();
    other.kill('SIGKILL');
    await other.ended;
    expect((await rig.run()).counts.succeeded).toBe(1);
    expect(rig.read(0, 'log.1')).toBe('alone\n');
  });

  test.each([
    ['before it', 1, ''],
    ['after it', 2, 'made\n'],
  ])('does not count when the disk takes no record %s, and is done again', async (_, at, made) => {
    await using rig = await makeRig({
      project,
      runs: times(1, 'cat made'),
      setup: { setup: 'echo made >>made' },
    });
    let writes = 0;
    const replace = (path: string, text: string): void => {
      if (path.endsWith('.set-up.json') && ++writes === at) {
        throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      }
      rig.host.files.replace(path, text);
    };
    const host = { ...rig.host, files: { ...rig.host.files, replace } };
    const launch = await launchSweep(host, rig.sweep);
    if (!launch.ok) throw new Error(JSON.stringify(launch.problems));
    expect((await launch.value.done).counts).toMatchObject({ failed: 1 });
    expect(rig.read(0, 'log.1')).toContain('is full');
    wishRetry(rig.host, rig.sweep, { runs: [0], failedOnly: true });
    expect((await rig.run({ takes: 'wanted' })).counts).toMatchObject({ succeeded: 1 });
    expect(rig.read(0, 'log.2')).toBe(`${made}made\n`);
  });

  test('of a sweep for Slurm finds the virtual environment that tasks would make', async () => {
    const bin = mkdtempSync(join(tmpdir(), 'mrunner-python-'));
    onTestFinished(() => rmSync(bin, { recursive: true }));
    const activate = 'mkdir -p "$3/bin"; echo "export IN=$3" >"$3/bin/activate"';
    program(bin, 'python', `#!/bin/sh\n${activate}\n`);
    await using rig = await makeRig({
      project,
      runs: times(1, ':'),
      context: { backend: 'slurm', code: 'snapshot', python: join(bin, 'python') },
      setup: (dir) => ({ venv: join(dir, 'env'), setup: 'echo "$IN" >made' }),
    });
    const needed = [{ context: 'local', code: undefined }];
    const about = { secrets: {}, begun: () => {} };
    expect(await setUpCodes(rig.host, rig.sweep, needed, about)).toMatchObject({ ok: true });
    const code = rootOfAttempt(rig.host, rig.sweep, 'local') ?? '';
    expect(readFileSync(join(code, 'made'), 'utf8')).toBe(`${join(rig.dir, 'env')}\n`);
    expect(rig.host.files.exists(join(rig.dir, 'env.mrunner-lock'))).toBe(false);
  });
});
