import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AccountingOptions, accountingConf, startAccounting } from './accounting.ts';
import { type Daemon, daemon } from './daemon.ts';
import { freePorts } from './free-ports.ts';
import { daemonPath, hasSlurm } from './has-slurm.ts';
import { type JobLine, jobFormat, readJobs } from './jobs.ts';
import { type Keeper, startKeeper } from './keeper.ts';
import { hasMemoryLimits, memoryLimitsConf, removeMemoryGroups } from './memory-limits.ts';
import { startMunge } from './munge.ts';
import { nodeProcesses, signalAll } from './node-processes.ts';
import { withPlainLogin } from './plain-login.ts';
import { type Ended, runCommand } from './run-command.ts';
import { type ConfLines, slurmConf } from './slurm-conf.ts';
import { until } from './until.ts';

export type { Daemon, Ended, JobLine };
export { hasMemoryLimits, hasSlurm };

/** What a cluster is to be; each is a whole Slurm of its own. */
export interface ClusterOptions {
  /** Lines of slurm.conf that differ (`MaxArraySize: '11'`); undefined leaves a line out. */
  readonly conf?: ConfLines;
  /** More of them: `max_array_tasks=5`. */
  readonly schedulerParameters?: string;
  /** Without it there is no accounting, as on some clusters. */
  readonly accounting?: AccountingOptions;
  /**
   * Jobs that take more memory than they asked for are killed, and OUT_OF_MEMORY. Needs `hasMemoryLimits`. Its nodes share their
   * groups with those of other such clusters: have one at a time.
   */
  readonly enforceMemory?: boolean;
  /** Default 4. */
  readonly nodes?: number;
  /** Of each node; default 4. Each has 2000 MB. */
  readonly cpus?: number;
}

/** A running Slurm with partitions `main` and `high`, whose jobs preempt those of `main`. */
export interface Cluster extends AsyncDisposable {
  /** Everything of it; a short path. */
  readonly directory: string;
  /** What Slurm's commands and mrun need to find it. */
  readonly env: { readonly [name: string]: string };
  /** Runs a command with that environment. */
  readonly run: (words: readonly string[]) => Promise<Ended>;
  /** Waits, for at most 50 seconds unless told otherwise, and says what for and how jobs and nodes are. */
  readonly until: (
    isSo: () => boolean | Promise<boolean>,
    what?: string,
    seconds?: number,
  ) => Promise<void>;
  /** All jobs that the controller still knows. */
  readonly jobs: () => Promise<readonly JobLine[]>;
  readonly controller: Daemon;
  /** Of 1 … nodes. */
  readonly node: (n: number) => Daemon;
  /** Ends all at once that goes on there, slurmd too, as a failure of power does; `node(n).start()` is its return. */
  readonly crash: (n: number) => Promise<void>;
  /** slurmdbd, when there is accounting. */
  readonly accounting: Daemon | undefined;
  /** Starts programs that end with the cluster. */
  readonly keeper: Keeper;
}

/** Starts a Slurm; all of it ends with the test, also when that is killed. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const keeper = startKeeper();
  try {
    return await startWith(keeper, options);
  } catch (error) {
    await keeper[Symbol.asyncDispose]();
    // Another program took a port that was free a moment ago.
    if (String(error).includes('Address already in use')) return startCluster(options);
    throw error;
  }
}

async function startWith(keeper: Keeper, options: ClusterOptions): Promise<Cluster> {
  const { directory } = keeper;
  const { nodes: count = 4, cpus = 4 } = options;
  const [controllerPort = 0, database = 0, dbd = 0, ...nodePorts] = await freePorts(count + 3);
  const ports = { controller: controllerPort, nodes: nodePorts };
  const accountingPorts = { database, daemon: dbd };
  const env = { SLURM_CONF: join(directory, 'slurm.conf'), PATH: daemonPath };
  const limited = options.enforceMemory === true;
  const conf = {
    ...(limited && { TaskPlugin: 'task/cgroup' }),
    ...(options.accounting && accountingConf(directory, accountingPorts)),
    ...options.conf,
  };
  writeFileSync(env.SLURM_CONF, slurmConf({ ...options, directory, ports, cpus, conf }));
  if (limited) writeFileSync(join(directory, 'cgroup.conf'), memoryLimitsConf);
  mkdirSync(join(directory, 'state'));
  await startMunge(keeper, env);
  const accounting =
    options.accounting && (await startAccounting(keeper, env, accountingPorts, options.accounting));
  const run = (words: readonly string[]): Promise<Ended> =>
    runCommand(words, { ...outsideOfJobs(), ...env });
  const controller = daemon(keeper, ['slurmctld', '-D'], env, 'slurmctld.log', async () =>
    (await run(['scontrol', 'ping'])).stdout.includes(' is UP'),
  );
  const nodes = nodePorts.map((_, index) => {
    const name = `n${index + 1}`;
    return daemon(
      keeper,
      withPlainLogin(['slurmd', '-D', '-N', name]),
      env,
      `slurmd.${name}.log`,
      async () => {
        const { stdout } = await run(['sinfo', '-h', '-N', '-n', name, '-o', '%T']);
        return /^(idle|mixed|allocated|draining|drained)$/m.test(stdout);
      },
    );
  });
  // A slurmd that finds no controller tries again after a second only.
  await controller.start();
  await Promise.all(nodes.map((node) => node.start()));
  const node = (n: number): Daemon => {
    const found = nodes[n - 1];
    if (found === undefined) throw new Error(`there is no node ${n}`);
    return found;
  };
  return {
    directory,
    env,
    run,
    until: async (isSo, what, seconds) => {
      try {
        await until(isSo, what, seconds);
      } catch (error) {
        const jobs = await run(['squeue', '-r', '-t', 'all', '-o', '%i %T %r %N %j']);
        const states = await run(['sinfo', '-N', '-o', '%N %T %E']);
        throw new Error([String(error), jobs.stdout, states.stdout].join('\n'));
      }
    },
    jobs: async () => readJobs(await run(['squeue', '-h', '-r', '-t', 'all', '-o', jobFormat])),
    controller,
    node,
    crash: async (n) => {
      // Frozen first, slurmd and slurmstepd can not report the end of what they started.
      const ending = [node(n).pid, ...nodeProcesses(env.SLURM_CONF, `n${n}`)];
      signalAll(ending, 'SIGSTOP');
      signalAll(ending, 'SIGKILL');
      await node(n).ended();
      await until(() => ending.every((pid) => !existsSync(`/proc/${pid}`)), `n${n} to be still`);
    },
    accounting,
    keeper,
    [Symbol.asyncDispose]: async () => {
      await keeper[Symbol.asyncDispose]();
      if (limited) removeMemoryGroups(count);
    },
  };
}

/** Tests may themselves run in a job of another cluster. */
const outsideOfJobs = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(SLURM|SBATCH|SRUN)_/.test(name)),
  );
