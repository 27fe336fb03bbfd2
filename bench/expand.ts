// How long `mrun run` takes to expand, check and write down a sweep of 1,000,000 runs, and how much memory.
// Targets: 5 s, 200 MB. Build first. The first run fails, and --max-failures 1 keeps all others from being started.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { row } from './row.ts';

const program = fileURLToPath(new URL('../packages/cli/bin/mrun.js', import.meta.url));
const mrunner = import.meta.resolve('mrunner');
const directory = mkdtempSync(join(tmpdir(), 'mrunner-bench-'));

const specs: { readonly [file: string]: string } = {
  'spec.yaml': 'script: "false"\nargs: none\ngrid: {a: {range: 1000}, b: {range: 1000}}\n',
  'spec.mjs': `import { defineSpec, range } from ${JSON.stringify(mrunner)};
export const spec = defineSpec({ script: 'false', args: 'none', grid: { a: range(1000), b: range(1000) } });
`,
};

/** Megabytes that a process had at most so far; Linux only. */
const peakOf = (pid: number): number => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
};

const measure = async (file: string): Promise<void> => {
  const begun = performance.now();
  const child = spawn(process.execPath, [program, 'run', file, '-y', '--max-failures', '1'], {
    cwd: directory,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: directory,
      XDG_STATE_HOME: join(directory, 'state'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let recorded: { seconds: number; own: number } | undefined;
  let specPeak = 0;
  const watch = setInterval(() => {
    if (recorded !== undefined) return;
    for (const pid of childrenOf(child.pid ?? 0)) specPeak = Math.max(specPeak, peakOf(pid));
  }, 50);
  // Its first line comes when everything is written down, before anything is started.
  child.stdout.once('data', () => {
    recorded = { seconds: (performance.now() - begun) / 1000, own: peakOf(child.pid ?? 0) };
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(watch);
  if (code !== 1 || recorded === undefined) throw new Error(`mrun ended with ${code}`);
  const { seconds, own } = recorded;
  row(
    `expand, check and write 1,000,000 of a \`${file}\``,
    `${seconds.toFixed(1)} s; ${own.toFixed(0)} MB, ${specPeak.toFixed(0)} MB in the spec's process; ${writtenMegabytes()} MB written`,
    '5 s, 200 MB',
  );
};

const writtenMegabytes = (): string => {
  const names = readdirSync(join(directory, 'mruns'), { recursive: true, encoding: 'utf8' });
  const file = names.find((name) => name.endsWith('experiments.jsonl')) ?? '';
  const { size } = statSync(join(directory, 'mruns', file));
  rmSync(join(directory, 'mruns'), { recursive: true });
  return (size / 1e6).toFixed(0);
};

try {
  for (const [file, text] of Object.entries(specs)) {
    writeFileSync(join(directory, file), text);
    await measure(file);
  }
} finally {
  rmSync(directory, { recursive: true });
}
