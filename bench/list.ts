// How long `mrun list` takes with 1,000 sweeps that have ended, beside `mrun --help`: fresh processes, in turns. Target: 150 ms.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { row } from './row.ts';
import { spreadText } from './statistics.ts';

const sweeps = 1_000;
const rounds = 15;
const program = fileURLToPath(new URL('../packages/cli/bin/mrun.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'mrunner-bench-'));
const registry = join(directory, 'state/mrunner/registry');
const env = {
  PATH: process.env.PATH ?? '',
  HOME: directory,
  XDG_STATE_HOME: join(directory, 'state'),
};

const mrun = (...words: readonly string[]): number => {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd: directory,
    env,
  });
  if (status !== 0) throw new Error(`mrun ${words.join(' ')} failed: ${stderr}`);
  return performance.now() - begun;
};

/** Copies one sweep, without the directories of its runs, under other ids. */
const multiply = (): void => {
  const [entryName = ''] = readdirSync(registry);
  const entry = readFileSync(join(registry, entryName), 'utf8');
  const { home, id } = JSON.parse(entry);
  for (let number = 1; number < sweeps; number++) {
    const copy = `${id.slice(0, -4)}${String(number).padStart(4, '0')}`;
    const copyHome = home.replace(basename(home), copy);
    mkdirSync(copyHome);
    cpSync(join(home, 'events'), join(copyHome, 'events'), { recursive: true });
    cpSync(join(home, 'experiments.jsonl'), join(copyHome, 'experiments.jsonl'));
    const record = readFileSync(join(home, 'sweep.json'), 'utf8');
    writeFileSync(join(copyHome, 'sweep.json'), record.replaceAll(id, copy));
    writeFileSync(join(registry, `${copy}.json`), entry.replaceAll(id, copy));
  }
};

try {
  writeFileSync(
    join(directory, 'spec.yaml'),
    'script: /bin/true\nargs: none\ngrid: {seed: {range: 12}}\n',
  );
  mrun('run', 'spec.yaml', '--parallel', '2', '-y', '--quiet');
  multiply();
  const first = mrun('list');
  // What was written a moment ago may still change unseen; only then it is remembered.
  spawnSync('sleep', ['3']);
  mrun('list');
  const times = { list: [] as number[], help: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.list.push(mrun('list'));
    times.help.push(mrun('--help'));
  }
  row('`mrun list` of 1,000 sweeps', `${spreadText(times.list)} ms`, '150 ms');
  row('… the first time', `${first.toFixed(0)} ms`);
  row('… `mrun --help`', `${spreadText(times.help)} ms`, '70 ms');
} finally {
  rmSync(directory, { recursive: true });
}
