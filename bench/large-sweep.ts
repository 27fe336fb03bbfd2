// A sweep of 100,000 real runs: what memory its launcher takes on the way (it must be flat), and how long `mrun status`
// takes afterwards. Target: 200 ms. Takes minutes, and some 1.5 GB of the temporary directory.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { row } from './row.ts';
import { numberText, spreadText } from './statistics.ts';

const rounds = 15;
const program = fileURLToPath(new URL('../packages/cli/bin/mrun.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'mrunner-bench-'));
const env = {
  PATH: process.env.PATH ?? '',
  HOME: directory,
  XDG_STATE_HOME: join(directory, 'state'),
};

/** Megabytes that a process has now; Linux only. */
const memoryOf = (pid: number): number => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

/** Runs of the sweep that have ended when its launcher is looked at. */
const moments = [10_000, 25_000, 50_000, 75_000, 99_000];

/** Runs the sweep; gives the memory of its launcher at each moment. */
const launch = async (): Promise<readonly number[]> => {
  const text = 'script: /bin/true\nargs: none\ngrid: {seed: {range: 100000}}\n';
  writeFileSync(join(directory, 'spec.yaml'), text);
  const words = [program, 'run', 'spec.yaml', '--parallel', '2', '-y'];
  const child = spawn(process.execPath, words, {
    cwd: directory,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const memory: number[] = [];
  let ended = 0;
  child.stdout.setEncoding('utf8').on('data', (lines: string) => {
    ended += lines.split('  succeeded in').length - 1;
    if (ended >= (moments[memory.length] ?? Number.POSITIVE_INFINITY))
      memory.push(memoryOf(child.pid ?? 0));
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`mrun ended with ${code}`);
  return memory;
};

const statusMilliseconds = (): number => {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [program, 'status'], {
    cwd: directory,
    env,
  });
  if (status !== 0) throw new Error(`mrun status failed: ${stderr}`);
  return performance.now() - begun;
};

try {
  const memory = await launch();
  const times = Array.from({ length: rounds }, statusMilliseconds);
  row(
    `memory of the launcher after ${moments.map(numberText).join(', ')} of 100,000 runs`,
    `${memory.map(numberText).join(', ')} MB`,
    'flat',
  );
  row('summary of 100,000 runs: `mrun status`', `${spreadText(times)} ms`, '200 ms');
} finally {
  rmSync(directory, { recursive: true });
}
