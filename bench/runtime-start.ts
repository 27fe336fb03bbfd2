// What standardMrunnerMain costs a .js script without a schema before main, over bare node. Target: 25 ms.
// Measures what users import, so build first; or another module: node bench/runtime-start.ts FILE
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { row } from './row.ts';
import { median, numberText, spreadText } from './statistics.ts';

const rounds = 25;
const [given] = process.argv.slice(2);
const runtime =
  given === undefined ? import.meta.resolve('mrunner/runtime') : pathToFileURL(given).href;
const directory = mkdtempSync(join(tmpdir(), 'mrunner-bench-'));

const file = (name: string, text: string): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};

// Both scripts end at the same point: where main would begin.
const bare = file('bare.mjs', 'process.exit(0);\n');
const script = file(
  'train.mjs',
  `import { standardMrunnerMain } from ${JSON.stringify(runtime)};\nawait standardMrunnerMain(() => process.exit(0));\n`,
);
const yaml = file(
  'neptune.yaml',
  'name: a\nproject: b\nparameters:\n- {name: lr, type: double, default: 0.1, required: false}\n',
);

const starts: { readonly [name: string]: readonly string[] } = {
  'bare node': [bare],
  '--set': [script, '--set', 'lr=0.1'],
  'neptune.yaml': [script, '--neptune', yaml],
};

const millisecondsOf = (args: readonly string[]): number => {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: { RESOURCE_DIR_PATH: directory },
  });
  if (status !== 0) throw new Error(`The script failed: ${stderr}`);
  return performance.now() - start;
};

const times = new Map<string, number[]>(Object.keys(starts).map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of Object.entries(starts)) times.get(name)?.push(millisecondsOf(args));
}
rmSync(directory, { recursive: true });

const base = median(times.get('bare node') ?? []);
for (const [name, taken] of times) {
  const over =
    name === 'bare node' ? '' : `, ${numberText(median(taken) - base)} ms over bare node`;
  row(
    `start of a script, ${name}`,
    `${spreadText(taken)} ms${over}`,
    over === '' ? '' : '25 ms over',
  );
}
