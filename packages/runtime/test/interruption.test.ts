import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { metricsOf, StartedScript, temporaryDirectory } from './started-script.ts';

const startReady = async (way: string, directory: string): Promise<StartedScript> => {
  const script = new StartedScript('interruptible.ts', {
    args: ['--set', `way=${way}`],
    env: { RESOURCE_DIR_PATH: directory },
  });
  await script.printed('ready');
  return script;
};

test.each([
  ['SIGTERM', 'interrupted by SIGTERM'],
  ['SIGINT', 'interrupted by SIGINT'],
  ['SIGUSR2', 'interrupted by SIGUSR2, the warning of the scheduler'],
] as const)(
  '%s aborts the signal; main that saves and returns exits with 85',
  async (name, text) => {
    using directory = temporaryDirectory();
    using script = await startReady('saves', directory.path);
    script.process.kill(name);
    expect(await script.ended).toMatchObject({
      code: 85,
      stdout: `ready\nInterruptedError: ${text}\n`,
      stderr: '',
    });
    expect(existsSync(join(directory.path, 'result.json'))).toBe(false);
  },
);

test('main that returns after finished() is a success', async () => {
  using directory = temporaryDirectory();
  using script = await startReady('is finished', directory.path);
  script.process.kill('SIGTERM');
  expect(await script.ended).toMatchObject({ code: 0 });
  expect(existsSync(join(directory.path, 'result.json'))).toBe(true);
});

test.each([
  ['throws the reason', 'interrupted', 'InterruptedError: interrupted by SIGTERM'],
  ['passes the signal on', 'interrupted', 'AbortError: The operation was aborted'],
  ['throws', 'exit', 'Error: could not save'],
])('main that %s exits with 1, and the reason is of the kind %s', async (way, kind, text) => {
  using directory = temporaryDirectory();
  using script = await startReady(way, directory.path);
  script.process.kill('SIGTERM');
  expect(await script.ended).toMatchObject({ code: 1 });
  expect(metricsOf(directory.path)).toMatchObject([{ failure: { kind, text } }]);
});

test.each(['SIGTERM', 'SIGINT', 'SIGUSR2'] as const)(
  'main that never reads the signal keeps the default action of %s',
  async (name) => {
    using directory = temporaryDirectory();
    using script = await startReady('never reads', directory.path);
    script.process.kill(name);
    expect(await script.ended).toMatchObject({ code: null, signal: name });
  },
);

test('a second SIGINT kills', async () => {
  using directory = temporaryDirectory();
  using script = await startReady('goes on', directory.path);
  script.process.kill('SIGINT');
  await script.printed('InterruptedError: interrupted by SIGINT');
  script.process.kill('SIGINT');
  expect(await script.ended).toMatchObject({ code: null, signal: 'SIGINT' });
});

test('further SIGTERMs do not disturb a script that saves', async () => {
  using directory = temporaryDirectory();
  using script = await startReady('goes on', directory.path);
  script.process.kill('SIGUSR2');
  await script.printed('InterruptedError: interrupted by SIGUSR2, the warning of the scheduler');
  script.process.kill('SIGTERM');
  script.process.kill('SIGHUP');
  await script.printed('alive');
});
