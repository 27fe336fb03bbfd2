// Runs every benchmark, one after the other, as rows of one table that says on what machine and when. Build first: pnpm build
// && pnpm bench. With --readme the table replaces the one in the README. Names of benchmarks run those alone.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const all = [
  'startup',
  'dispatch',
  'start-costs',
  'large-sweep',
  'list',
  'expand',
  'python-spec',
  'neptune-yaml',
  'runtime-start',
  'runtime-log',
  'slurm',
  'kubernetes',
  'pod-frames',
];
const words = process.argv.slice(2);
const named = words.filter((word) => word !== '--readme');
const begin = '<!-- bench -->';
const end = '<!-- end of bench -->';

/** What a benchmark prints, shown as it comes. */
const outputOf = (name: string): Promise<string> => {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    process.stdout.write(piece);
  });
  return new Promise((resolve) =>
    child.once('close', (code) => {
      if (code !== 0) process.exitCode = 1;
      resolve(text);
    }),
  );
};

const [loadBefore = 0] = loadavg();

const machine = (): string => {
  const gibibytes = (totalmem() / 2 ** 30).toFixed(0);
  const date = new Date().toISOString().slice(0, 10);
  const [first] = cpus();
  // What others do on the machine tells how far the times are to be trusted.
  const load = loadBefore.toFixed(1);
  return `${cpus().length} × ${first?.model.trim()}, ${gibibytes} GiB, Node ${process.version}, ${date}, load ${load} before`;
};

const heading = '| what | median (least … most) | target, or beside it |\n|---|---|---|\n';
console.log(`${machine()}\n\n${heading.trimEnd()}`);
let rows = '';
for (const name of named.length > 0 ? named : all) rows += await outputOf(name);

if (words.includes('--readme')) {
  const path = fileURLToPath(new URL('../README.md', import.meta.url));
  const readme = readFileSync(path, 'utf8');
  const [before, after] = [readme.indexOf(begin), readme.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`README.md has no ${begin} … ${end}`);
  const table = `${begin}\n${heading}${rows}\n${machine()}.\n`;
  writeFileSync(path, readme.slice(0, before) + table + readme.slice(after));
}
