// How many trivial runs a second `mrun run --parallel 2` starts and records, each with its directory, neptune.yaml, log and
// exit record; beside `xargs -P2` with an output file a job, `parallel --joblog`, and a C loop that keeps nothing: in turns,
// each with its own start. On the disk of the temporary directory, and in memory. Targets: xargs, 4 times parallel.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledLoop } from './compiled-loop.ts';
import { row } from './row.ts';
import { medianRatio, numberText, spreadText } from './statistics.ts';

const rounds = 5;
const runs = 2_000;
/** It is slower by far, and its rate does not depend on the number. */
const runsOfParallel = 200;
const program = fileURLToPath(new URL('../packages/cli/bin/mrun.js', import.meta.url));

/** One way to start so many trivial programs, two at a time, in a directory that is empty. */
interface Starter {
  readonly name: string;
  readonly runs: number;
  readonly command: readonly string[];
  readonly input?: string;
}

const hasTool = (name: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;

const numbers = (count: number): string =>
  Array.from({ length: count }, (_, index) => `${index}\n`).join('');

const spec = `script: /bin/true\nargs: none\ngrid: {seed: {range: ${runs}}}\n`;

const startersIn = (directory: string): readonly Starter[] => {
  const binary = compiledLoop(directory);
  const mrun = [process.execPath, program, 'run', 'spec.yaml', '--parallel', '2', '-y', '--quiet'];
  return [
    { name: 'mrun', runs, command: mrun },
    {
      name: 'xargs',
      runs,
      command: ['xargs', '-P2', '-I{}', 'sh', '-c', 'exec /bin/true >{}'],
      input: numbers(runs),
    },
    ...(hasTool('parallel')
      ? [
          {
            name: 'parallel',
            runs: runsOfParallel,
            command: ['parallel', '-j2', '--joblog', 'joblog', '/bin/true'],
            input: numbers(runsOfParallel),
          },
        ]
      : []),
    ...(binary === undefined
      ? []
      : [{ name: 'C', runs, command: [binary, String(runs), '2', '/bin/true'] }]),
  ];
};

/** Runs a second. */
const rateOf = ({ command, input, name, runs: count }: Starter, directory: string): number => {
  const cwd = join(directory, 'work');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'spec.yaml'), spec);
  const [first = '', ...words] = command;
  const env = { PATH: process.env.PATH ?? '', HOME: directory, XDG_STATE_HOME: join(cwd, 'state') };
  const begun = performance.now();
  const { status, stderr } = spawnSync(first, words, { cwd, env, input: input ?? '' });
  const seconds = (performance.now() - begun) / 1000;
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
  rmSync(cwd, { recursive: true });
  return count / seconds;
};

const measureIn = (place: string, above: string): void => {
  const directory = mkdtempSync(join(above, 'mrunner-bench-'));
  try {
    const starters = startersIn(directory);
    const rates = new Map(starters.map(({ name }) => [name, [] as number[]]));
    for (let round = 0; round < rounds; round++) {
      for (const starter of starters) rates.get(starter.name)?.push(rateOf(starter, directory));
    }
    report(place, rates);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const report = (place: string, rates: ReadonlyMap<string, readonly number[]>): void => {
  const mrun = rates.get('mrun') ?? [];
  const beside = (name: string): string => {
    const others = rates.get(name);
    return others === undefined ? '' : `${numberText(medianRatio(mrun, others))} times`;
  };
  row(`trivial runs a second, 2 at a time, ${place}`, spreadText(mrun));
  row(
    `… \`xargs -P2\`, an output file a job`,
    spreadText(rates.get('xargs') ?? []),
    `${beside('xargs')} that (target 1)`,
  );
  const parallel = rates.get('parallel');
  const c = rates.get('C');
  if (parallel === undefined) row('… `parallel --joblog`', 'not installed here');
  else row('… `parallel --joblog`', spreadText(parallel), `${beside('parallel')} that (target 4)`);
  if (c === undefined) row('… C, `posix_spawn`', 'no C compiler here');
  else row('… C, `posix_spawn`, keeping nothing', spreadText(c), `${beside('C')} that`);
};

measureIn('on disk', tmpdir());
if (existsSync('/dev/shm') && !tmpdir().startsWith('/dev/shm')) measureIn('in memory', '/dev/shm');
