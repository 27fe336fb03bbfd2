import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from './until.ts';

test('daemons and what they left behind end with the process that started them, also when it is killed', async () => {
  const text = `
    import { startKeeper } from ${JSON.stringify(join(import.meta.dirname, 'keeper.ts'))};
    const keeper = startKeeper();
    const words = ['sh', '-c', '(setsid sleep 300 & echo $!); sleep 300'];
    const { pid, log } = await keeper.start(words, process.env, 'log');
    console.log(JSON.stringify({ pid, log, directory: keeper.directory }));`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', text]);
  const line = await new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
  });
  const { pid, directory }: { pid: number; directory: string } = JSON.parse(line);
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  child.kill('SIGKILL');
  await until(() => !existsSync(`/proc/${pid}`) && !existsSync(directory), 'the end of all');
});
