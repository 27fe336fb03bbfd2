import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needsPython } from '../../test/pythons.ts';
import { environment, isAlive, type PythonSpecRig, pythonSpecRig } from './python-spec.rig.ts';

let rig: PythonSpecRig;
beforeEach(() => {
  rig = pythonSpecRig();
});
afterEach(() => rig[Symbol.dispose]());
needsPython();

describe('what a Python spec wants to be called after a submission', () => {
  const registering = (body: string): string => `
from mrunner.cli.mrunner_cli import register_after_run_callback

def after(sweep, experiments):
    ${body}

register_after_run_callback(after)
experiments_list = [dict(name='x') for _ in range(3)]
`;
  const sweep = { unique_name: 'brave-otter', grid_logs_dir: '/runs', slurm_url: 'me@hpc' };

  test('is called with the sweep and its experiments, and may print', async () => {
    const { loaded, printed } = await rig.load(
      registering(
        'print(sweep.unique_name, sweep.grid_logs_dir, sweep.slurm_url, len(experiments))',
      ),
    );
    expect(await loaded?.afterRun?.(sweep)).toBeUndefined();
    expect(printed()).toContain('brave-otter /runs me@hpc 3\n');
  });

  test('may fail, which is said', async () => {
    const { loaded, printed } = await rig.load(registering('raise ValueError("no")'));
    expect(await loaded?.afterRun?.(sweep)).toMatchObject({ path: 'register_after_run_callback' });
    expect(printed()).toContain('ValueError: no');
  });

  test.each([
    ['sys.exit()', undefined, ''],
    ['sys.exit(3)', 'register_after_run_callback', 'exited: 3'],
    ['sys.exit("no link")', 'register_after_run_callback', 'exited: no link'],
  ])('may end itself by %s, and the others are called', async (body, path, said) => {
    const { loaded, printed } = await rig.load(
      `import sys\n${registering(body)}\nregister_after_run_callback(lambda *_: print('other'))`,
    );
    expect((await loaded?.afterRun?.(sweep))?.path).toBe(path);
    expect(printed()).toContain(said);
    expect(printed()).toContain('other\n');
    expect(printed()).not.toContain('Traceback');
  });

  test('is ended when it is not done in time', async () => {
    const { loaded } = await rig.load(registering('while True: pass'), { timeout: 5 });
    expect((await loaded?.afterRun?.(sweep))?.message).toContain('was not done within 5 seconds');
  });

  test('may be ended by whoever called it, which is no failure', async () => {
    const { loaded } = await rig.load(registering('while True: pass'));
    const called = loaded?.afterRun?.(sweep);
    loaded?.close();
    expect(await called).toBeUndefined();
  });

  test('is not called when nobody says that there was a submission', async () => {
    const { loaded, printed } = await rig.load(registering('print("called")'));
    loaded?.close();
    expect(printed()).not.toContain('called');
  });

  test('does not outlive the process that waits for it', async () => {
    const file = rig.file;
    const pidFile = join(rig.directory, 'pid');
    writeFileSync(
      file,
      `import os\nopen(${JSON.stringify(pidFile)}, 'w').write(str(os.getpid()))\n${registering('pass')}`,
    );
    const program = `
      import { spawn } from 'node:child_process';
      import { loadSpec } from ${JSON.stringify(new URL('./load-spec.ts', import.meta.url).href)};
      const loaded = await loadSpec({ file: ${JSON.stringify(file)} }, { spawn, env: process.env });
      console.log(loaded.ok);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [answer] = await once(child.stdout, 'data');
    expect(String(answer)).toBe('true\n');
    child.kill('SIGKILL');
    await expect.poll(() => isAlive(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });
});
