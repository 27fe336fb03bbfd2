// How long `mrun plan` takes for 10,000 experiments of a Python spec, beside Python that executes the very file: fresh
// processes, in turns. Build first. Target: 2 s beyond Python itself.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { row } from './row.ts';
import { median, numberText, spreadText } from './statistics.ts';

const rounds = 7;
const program = fileURLToPath(new URL('../packages/cli/bin/mrun.js', import.meta.url));
const ours = fileURLToPath(new URL('../packages/core/python', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'mrunner-bench-'));

const config = `config = {f'parameter_{n}': n / 7 for n in range(13)}\n`;
const specs: { readonly [file: string]: string } = {
  'loop.py': `class Experiment:
    def __init__(self, **keys):
        self.__dict__.update(keys)

${config}
experiments_list = [
    Experiment(project='p', name='n', script='true', tags=['t'], parameters=dict(config, a=a, b=b))
    for a in range(100) for b in range(100)
]
`,
  'helper.py': `from mrunner.helpers.specification_helper import create_experiments_helper

${config}
experiments_list = create_experiments_helper(
    experiment_name='n', project_name='p', with_neptune=False, script='true', base_config=config,
    params_grid={'a': range(100), 'b': range(100)},
)
`,
};

const millisecondsOf = (command: string, words: readonly string[]): number => {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, words, {
    cwd: directory,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      // For Python alone, which finds what the old tools' specs import only so.
      ...(command === python && { PYTHONPATH: `${ours}:${ours}/mrunner_spec/stand_ins` }),
      MRUNNER_PYTHON: python,
    },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${words.join(' ')} failed: ${stderr}`);
  return performance.now() - start;
};

// A shim in front of it would be started by one of the two.
const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).stdout.trim();

try {
  for (const [file, text] of Object.entries(specs)) {
    writeFileSync(join(directory, file), text);
    const alone: number[] = [];
    const planned: number[] = [];
    for (let round = 0; round < rounds; round++) {
      alone.push(millisecondsOf(python, [file]));
      planned.push(millisecondsOf(process.execPath, [program, 'plan', file]));
    }
    const beyond = median(planned.map((time, round) => time - (alone[round] ?? 0)));
    row(
      `\`mrun plan\` of 10,000 of a \`${file}\``,
      `${spreadText(planned)} ms, ${numberText(beyond)} ms beyond \`python3 ${file}\``,
      '2 s beyond Python',
    );
  }
} finally {
  rmSync(directory, { recursive: true });
}
