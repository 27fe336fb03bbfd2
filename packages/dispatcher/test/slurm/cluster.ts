import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { type Keeper, type KeptProcess, lastLines, startKeeper } from './keeper.ts';
import { type ConfLines, slurmConf } from './slurm-conf.ts';

/** What a cluster is to be; each is a whole Slurm of its own. */
export interface ClusterOptions {
  /** Lines of slurm.conf that differ (`MaxArraySize: '11'`); undefined leaves a line out. */
  readonly conf?: ConfLines;
  /** More of them: `max_array_tasks=5`. */
  readonly schedulerParameters?: string;
  /** Default 4; each has 4 CPUs and 2000 MB. */
  readonly nodes?: number;
}

/** A daemon of a cluster, which can be killed and started again. */
export interface Daemon {
  readonly pid: number;
  readonly log: string;
  readonly signal: (name: NodeJS.Signals) => void;
  /** By SIGKILL; waits until it is gone. */
  readonly kill: () => Promise<void>;
  /** Waits until it answers. */
  readonly start: () => Promise<void>;
}

/** A job, or a task of an array, as `squeue -r -t all` shows it. */
export interface JobLine {
  /** Of the whole array: `12`. */
  readonly array: string;
  /** Of the task; undefined when it is no array. */
  readonly task: number | undefined;
  /** Its own number, which equals `array` until it starts. */
  readonly raw: string;
  readonly name: string;
  /** `RUNNING`. */
  readonly state: string;
  /** `Resources`; `None` when there is none. */
  readonly reason: string;
}

export interface Ended {
  /** 128 and the signal's number, when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running Slurm with partitions `main` and `high`, whose jobs preempt those of `main`. */
export interface Cluster extends AsyncDisposable {
  /** Everything of it; a short path. */
  readonly directory: string;
  /** What Slurm's commands and mrun need to find it. */
  readonly env: { readonly [name: string]: string };
  /** Runs a command with that environment. */
  readonly run: (words: readonly string[]) => Promise<Ended>;
  /** Waits for at most a minute, and says what for. */
  readonly until: (isSo: () => boolean | Promise<boolean>, what?: string) => Promise<void>;
  /** All jobs that the controller still knows. */
  readonly jobs: () => Promise<readonly JobLine[]>;
  readonly controller: Daemon;
  /** Of 1 … nodes. */
  readonly node: (n: number) => Daemon;
  /** Starts and ends with the cluster. */
  readonly keeper: Keeper;
}

const programs = ['slurmctld', 'slurmd', 'munged', 'sbatch'];

const missing = ((): string | undefined => {
  if (process.getuid?.() !== 0) return 'Slurm is started by root only';
  for (const name of programs) {
    try {
      execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore', env: withSbin() });
    } catch {
      return `${name} is missing`;
    }
  }
  return undefined;
})();
if (missing !== undefined) {
  if (process.env.MRUNNER_TEST_REQUIRE === 'all') throw new Error(missing);
  console.log(`Tests of Slurm are skipped: ${missing}.`);
}

/** Whether a cluster can be started here; when not, tests are skipped, unless all tools are required. */
export const hasSlurm = missing === undefined;

/** Starts a Slurm; all of it ends with the test, also when that is killed. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const keeper = startKeeper();
  try {
    return await startWith(keeper, options);
  } catch (error) {
    await keeper[Symbol.asyncDispose]();
    throw error;
  }
}

async function startWith(keeper: Keeper, options: ClusterOptions): Promise<Cluster> {
  const { directory } = keeper;
  const count = options.nodes ?? 4;
  const [controllerPort = 0, ...nodePorts] = await freePorts(count + 1);
  const ports = { controller: controllerPort, nodes: nodePorts };
  const env = { SLURM_CONF: join(directory, 'slurm.conf'), PATH: withSbin().PATH ?? '' };
  writeFileSync(env.SLURM_CONF, slurmConf({ ...options, directory, ports, nodes: count }));
  mkdirSync(join(directory, 'state'));
  const outside = Object.entries(process.env).filter(
    ([name]) => !/^(SLURM|SBATCH|SRUN)_/.test(name),
  );
  const whole = { ...Object.fromEntries(outside), ...env };
  const run = (words: readonly string[]): Promise<Ended> => runWith(words, whole);
  const answers = async (): Promise<boolean> =>
    (await run(['scontrol', 'ping'])).stdout.includes(' is UP');
  const isUp = async (name: string): Promise<boolean> => {
    const { stdout } = await run(['sinfo', '-h', '-N', '-n', name, '-o', '%T']);
    return stdout !== '' && /^(idle|mixed|allocated|draining|drained)$/m.test(stdout);
  };
  await startMunge(keeper);
  const controller = daemon(keeper, ['slurmctld', '-D'], env, 'slurmctld.log', answers);
  const nodes = nodePorts.map((_, index) => {
    const name = `n${index + 1}`;
    return daemon(keeper, ['slurmd', '-D', '-N', name], env, `slurmd.${name}.log`, () =>
      isUp(name),
    );
  });
  await Promise.all([controller.start(), ...nodes.map((node) => node.start())]);
  return {
    directory,
    env,
    run,
    until: (isSo, what) => until(isSo, what),
    jobs: async () => readJobs(await run(['squeue', '-h', '-r', '-t', 'all', '-o', jobFormat])),
    controller,
    node: (n) => {
      const node = nodes[n - 1];
      if (node === undefined) throw new Error(`there is no node ${n}`);
      return node;
    },
    keeper,
    [Symbol.asyncDispose]: () => keeper[Symbol.asyncDispose](),
  };
}

function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH ?? '/usr/bin:/bin'}:/usr/sbin:/sbin` };
}

async function startMunge(keeper: Keeper): Promise<void> {
  const { directory } = keeper;
  const key = join(directory, 'munge.key');
  writeFileSync(key, randomBytes(128), { mode: 0o600 });
  const socket = join(directory, 'munge.socket');
  const files = ['--key-file', key, '--socket', socket];
  const more = [
    '--pid-file',
    join(directory, 'munged.pid'),
    '--seed-file',
    join(directory, 'seed'),
  ];
  const words = ['munged', '--foreground', '--force', ...files, ...more];
  const munge = await keeper.start(words, withSbin(), 'munged.log');
  const answers = async (): Promise<boolean> =>
    (await runWith(['munge', '--socket', socket, '--no-input'], withSbin())).code === 0;
  await until(answers, () => `munged to answer:\n${lastLines(munge.log)}`);
}

function daemon(
  keeper: Keeper,
  words: readonly string[],
  env: { readonly [name: string]: string },
  logName: string,
  answers: () => Promise<boolean>,
): Daemon {
  let running: KeptProcess | undefined;
  const current = (): KeptProcess => {
    if (running === undefined) throw new Error(`${words[0]} was not started`);
    return running;
  };
  return {
    get pid() {
      return current().pid;
    },
    log: join(keeper.directory, logName),
    signal: (name) => process.kill(current().pid, name),
    kill: async () => {
      process.kill(current().pid, 'SIGKILL');
      await current().ended;
    },
    start: async () => {
      const started = await keeper.start(words, env, logName);
      running = started;
      let code: number | undefined;
      started.ended.then((ended) => {
        code = ended;
      });
      const log = (): string => `${words.join(' ')}:\n${lastLines(started.log)}`;
      await until(
        async () => {
          if (code !== undefined) throw new Error(`ended with ${code}: ${log()}`);
          return await answers();
        },
        () => `an answer of ${log()}`,
      );
    },
  };
}

const jobFormat = '%F|%K|%A|%j|%T|%r';

function readJobs({ code, stdout, stderr }: Ended): JobLine[] {
  if (code !== 0) throw new Error(`squeue: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [array = '', task = '', raw = '', name = '', state = '', reason = ''] = line.split('|');
      return { array, task: task === 'N/A' ? undefined : Number(task), raw, name, state, reason };
    });
}

function runWith(words: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const [command = '', ...args] = words;
  return new Promise((resolve, reject) => {
    execFile(command, args, { env, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code === 'string') reject(error);
      else resolve({ code: error === null ? 0 : Number(error.code ?? 137), stdout, stderr });
    });
  });
}

async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string | (() => string) = 'a condition',
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > deadline)
      throw new Error(`waited in vain for ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
