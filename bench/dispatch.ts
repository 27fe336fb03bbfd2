// How many trivial runs a second `mrun run --parallel 2` starts and records, each with its directory, neptune.yaml, log and
// exit record, beside `xargs -P2` with an output file a job and nothing else; in turns. Target: xargs, or better. Build first.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, spreadText } from './statistics.ts';

const runs = 2_000;
const rounds = 5;
const program = fileURLToPath(new URL('../packages/cli/bin/mrun.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'mrunner-bench-'));
const numbers = Array.from({ length: runs }, (_, index) => `${index}\n`).join('');
writeFileSync(
  join(directory, 'spec.yaml'),
  `script: /bin/true\nargs: none\ngrid: {seed: {range: ${runs}}}\n`,
);

const env = {
  PATH: process.env.PATH ?? '',
  HOME: directory,
  XDG_STATE_HOME: join(directory, 'state'),
};

/** Runs a second of one command, its own start included. */
const rateOf = (command: string, words: readonly string[], input: string): number => {
  const begun = performance.now();
  const { status, stderr } = spawnSync(command, words, { cwd: directory, env, input });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return runs / ((performance.now() - begun) / 1000);
};

const rates = { mrun: [] as number[], xargs: [] as number[] };
for (let round = 0; round < rounds; round++) {
  const words = [program, 'run', 'spec.yaml', '--parallel', '2', '--yes', '--quiet'];
  rates.mrun.push(rateOf(process.execPath, words, ''));
  rmSync(join(directory, 'mruns'), { recursive: true });
  mkdirSync(join(directory, 'out'));
  rates.xargs.push(rateOf('xargs', ['-P2', '-I{}', 'sh', '-c', 'exec /bin/true >out/{}'], numbers));
  rmSync(join(directory, 'out'), { recursive: true });
}
rmSync(directory, { recursive: true });

const ratio = median(rates.mrun.map((rate, round) => rate / (rates.xargs[round] ?? rate)));
console.log(
  `trivial runs a second, 2 at a time: mrun ${spreadText(rates.mrun)}, xargs ${spreadText(rates.xargs)}, ratio ${ratio.toFixed(2)}`,
);
