// How long mrun takes to answer, beside `node -e 0`: fresh processes, in turns. Build first.
// Targets: --version within 2 times of node -e 0; --help under 70 ms; plan of 1,000 within 150 ms more than --help.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { row } from './row.ts';
import { medianRatio, numberText, spreadText } from './statistics.ts';

const rounds = 25;
const program = fileURLToPath(new URL('../packages/cli/bin/mrun.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'mrunner-bench-'));
writeFileSync(join(directory, 'train.mjs'), '');
writeFileSync(
  join(directory, 'spec.ts'),
  `import { defineSpec, range } from ${JSON.stringify(import.meta.resolve('mrunner'))};
export const spec = defineSpec({ script: 'node train.mjs', grid: { lr: [0.1, 0.2], seed: range(500) } });
`,
);

const commands: { readonly [name: string]: readonly string[] } = {
  'node -e 0': ['-e', '0'],
  'mrun --version': [program, '--version'],
  'mrun --help': [program, '--help'],
  'mrun plan of 1,000': [program, 'plan', 'spec.ts'],
};

const millisecondsOf = (args: readonly string[]): number => {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: directory });
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  return performance.now() - start;
};

const times = new Map<string, number[]>(Object.keys(commands).map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of Object.entries(commands)) times.get(name)?.push(millisecondsOf(args));
}
rmSync(directory, { recursive: true });

const base = times.get('node -e 0') ?? [];
const targets: { readonly [name: string]: string } = {
  'mrun --version': 'twice that',
  'mrun --help': '70 ms',
  'mrun plan of 1,000': '150 ms more than `--help`',
};
for (const [name, taken] of times) {
  const ratio =
    name in targets ? `, ${numberText(medianRatio(taken, base))} times \`node -e 0\`` : '';
  row(`\`${name}\``, `${spreadText(taken)} ms${ratio}`, targets[name]);
}
