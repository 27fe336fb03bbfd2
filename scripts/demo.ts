/**
 * The demo: builds mrunner, runs the sweep of examples/penguins and shows what came out. Says each command before it runs
 * it. Ends with the exit code of the first command that fails.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const example = join(root, 'examples/penguins');

/** Builds without a word, unless it fails. */
const build = (): number => {
  for (const words of [['node_modules/typescript/bin/tsc', '-b'], ['scripts/bundle.ts']]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, words, {
      cwd: root,
      encoding: 'utf8',
    });
    if (status === 0) continue;
    process.stderr.write(`node ${words.join(' ')} failed:\n${stdout}${stderr}`);
    return status ?? 1;
  }
  return 0;
};

const say = (...lines: string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

/** Runs `mrun` in the example, with this terminal. */
const mrun = (...words: string[]): number => {
  say(`\n$ mrun ${words.join(' ')}`);
  const program = join(root, 'packages/cli/bin/mrun.js');
  const { status } = spawnSync(process.execPath, [program, ...words], {
    cwd: example,
    stdio: 'inherit',
  });
  return status ?? 1;
};

const steps: readonly (() => number)[] = [
  build,
  () => {
    say(
      'A small neural network learns to tell three species of penguins apart: examples/penguins.',
      'Half of the birds train it, the other half are held out to measure its accuracy.',
    );
    return mrun('run', 'spec.ts', '--parallel', '2');
  },
  () => mrun('results', '--sort', '-accuracy'),
  () => mrun('results', '--over', 'seed', '--sort', '-accuracy', '--plot', 'accuracy'),
  () => {
    say('', 'The files: examples/penguins (params.ts, spec.ts, train.ts). More to try, there:');
    say('  npx mrun status      npx mrun show 3      npx mrun debug spec.ts --index 0');
    return 0;
  },
];

for (const step of steps) {
  process.exitCode = step();
  if (process.exitCode !== 0) break;
}
