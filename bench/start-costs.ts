// Where the time of a trivial run goes: processor time of each part, in microseconds a run, two at a time. It says more than
// elapsed time on a machine that others use too. Each line adds something to the one before.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runRecord, workerProgram } from '../packages/dispatcher/src/local/worker-script.ts';
import { compiledLoop } from './compiled-loop.ts';
import { row } from './row.ts';
import { median, numberText } from './statistics.ts';

const rounds = 5;
const runs = 2_000;
const program = fileURLToPath(new URL('../packages/cli/bin/mrun.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'mrunner-bench-'));

/** Seconds of processor time, as `times` of a shell tells of its children: `0m1.230s 0m0.450s`, in its second line. */
const processorSeconds = (command: string): number => {
  const cwd = join(directory, 'work');
  mkdirSync(cwd);
  const env = { PATH: process.env.PATH ?? '', HOME: cwd, XDG_STATE_HOME: join(cwd, 'state') };
  const text = `{ ${command}; } >/dev/null || exit 1; times`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', text], { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  rmSync(cwd, { recursive: true });
  const spent = [...(stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return spent.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
};

/** Two shells at once, each with half of the work. */
const twoShells = (textOf: (slot: number) => string): string => {
  const files = [0, 1].map((slot) => {
    const file = join(directory, `input-${slot}`);
    writeFileSync(file, textOf(slot));
    return file;
  });
  return `${files.map((file) => `sh -s <${file} &`).join(' ')} wait`;
};

const loop = (command: string) => (): string =>
  `i=0; while [ $i -lt ${runs / 2} ]; do ${command}; i=$((i+1)); done\n`;

/** A worker's whole input, as the launcher would feed it, for directories that are there. */
const workerInput =
  (isBinary: boolean, cwd: string) =>
  (slot: number): string => {
    const begin = workerProgram({
      eventsFile: `${cwd}/worker-${slot}.jsonl`,
      firstLine: '{}',
      hasUptime: true,
      env: {},
      setUp: [],
    });
    const records = Array.from({ length: runs / 2 }, (_, index) =>
      runRecord({
        index,
        attempt: 1,
        log: `${cwd}/log.${slot}.${index}`,
        cwd,
        command: ['/bin/true'],
        env: Object.fromEntries(
          Array.from({ length: 10 }, (_, i) => [`MRUNNER_VARIABLE_${i}`, `${cwd}/${index}`]),
        ),
        pythonPath: { first: [], last: [] },
        passedOn: {},
        isolate: false,
        isBinary,
      }),
    );
    return begin + records.join('');
  };

const mrunCommand = (count: number): string => {
  const spec = join(directory, `spec-${count}.yaml`);
  writeFileSync(spec, `script: /bin/true\nargs: none\ngrid: {seed: {range: ${count}}}\n`);
  return `'${process.execPath}' '${program}' run '${spec}' --parallel 2 -y --quiet`;
};

/** The context's storage lies beside the spec. */
const clean = (): void => rmSync(join(directory, 'mruns'), { recursive: true, force: true });

const work = join(directory, 'work');
const binary = compiledLoop(directory);
const parts: { readonly [name: string]: (() => number) | undefined } = {
  'start of `/bin/true` from C, `posix_spawn`':
    binary === undefined ? undefined : () => processorSeconds(`${binary} ${runs} 2 /bin/true`),
  '… from a loop of `sh`': () => processorSeconds(twoShells(loop('/bin/true'))),
  '… with claim, log, variables, records of start and end: a worker': () =>
    processorSeconds(twoShells(workerInput(true, work))),
  '… with plan, directory, `neptune.yaml`, intent: `mrun run`': () => {
    const seconds = processorSeconds(mrunCommand(runs)) - processorSeconds(mrunCommand(1));
    clean();
    return seconds;
  },
  'a worker that starts what is no binary: in a subshell': () =>
    processorSeconds(twoShells(workerInput(false, work))),
};

try {
  const spent = new Map(Object.keys(parts).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(parts)) {
      const seconds = measure?.();
      if (seconds !== undefined) spent.get(name)?.push((seconds * 1e6) / runs);
    }
  }
  for (const [name, all] of spent) {
    const [least, most] = [Math.min(...all), Math.max(...all)];
    row(
      name,
      all.length === 0
        ? 'no C compiler here'
        : `${numberText(median(all))} (${numberText(least)} … ${numberText(most)}) µs of processor time`,
    );
  }
} finally {
  rmSync(directory, { recursive: true });
}
