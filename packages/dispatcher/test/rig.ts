import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type CompositeMembership,
  type Context,
  defaultFlagStyle,
  type Experiment,
  isRemote,
  type RecordedExperiment,
  runDirectory,
  type SetUp,
  type SweepOptions,
  type SweepRecord,
  workDirectory,
} from '@mrunner/core';
import type { Host } from '../src/host/host.ts';
import { nodeHost } from '../src/host/node-host.ts';
import type { Launch, LaunchEvent, LaunchOutcome } from '../src/launch/launch-events.ts';
import { type LaunchOptions, launchSweep } from '../src/launch/launch-sweep.ts';
import { markedProcessSearch } from '../src/processes/marked-processes.ts';
import { codeSourceOf } from '../src/snapshot/code-source.ts';
import { takeSnapshot } from '../src/snapshot/take-snapshot.ts';
import { createSweep } from '../src/sweep-home/create-sweep.ts';
import type { Sweep } from '../src/sweep-home/open-sweep.ts';
import type { SweepStatus } from '../src/sweep-home/sweep-status.ts';

type Variables = { readonly [name: string]: string };

/** What a run of a test is to be; the rest is filled in. */
export interface TestRun extends Partial<Omit<Experiment, 'script'>> {
  /** Words, or text for `sh -c`. */
  readonly script: string | readonly string[];
  readonly composite?: CompositeMembership;
}

export interface RigOptions {
  readonly runs: readonly TestRun[];
  readonly options?: Partial<SweepOptions>;
  /** May name files of the rig's directory. */
  readonly setup?: Partial<SetUp> | ((dir: string) => Partial<SetUp>);
  readonly context?: Partial<Context>;
  /** Over the test's own environment. May name files of the rig's directory. */
  readonly env?: Variables | ((dir: string) => Variables);
  /** Variables to leave out of it. */
  readonly unset?: readonly string[];
  /** What the machine is to have. */
  readonly limits?: Partial<ReturnType<Host['machine']['limits']>>;
  /** Files of a project directory, by their paths; runs get a snapshot of it. */
  readonly project?: { readonly [path: string]: string };
  /** Where the sweep is to live; a fresh directory below it is made. */
  readonly below?: string;
}

/** A sweep of real processes in a directory of its own. */
export interface Rig extends AsyncDisposable {
  readonly dir: string;
  readonly host: Host;
  readonly sweep: Sweep;
  readonly events: LaunchEvent[];
  readonly launch: (options?: LaunchOptions, host?: Host) => Promise<Launch>;
  /** Launches and waits for the end. */
  readonly run: (options?: LaunchOptions) => Promise<LaunchOutcome>;
  readonly status: () => SweepStatus;
  /** A file of a run's directory. */
  readonly read: (index: number, file: string) => string;
  readonly path: (index: number, file: string) => string;
  /** Everything that any file of the sweep and of the registry holds. */
  readonly allText: () => string;
  /** Waits for what another process brings about. */
  readonly until: (isSo: () => boolean) => Promise<void>;
}

/** Makes a sweep; disposing checks that no process of it is left, and removes everything. */
export async function makeRig(options: RigOptions): Promise<Rig> {
  const dir = mkdtempSync(join(options.below ?? tmpdir(), 'mrunner-'));
  const given = typeof options.env === 'function' ? options.env(dir) : options.env;
  const env: { [name: string]: string | undefined } = {
    ...process.env,
    XDG_STATE_HOME: join(dir, 'state'),
    ...given,
  };
  for (const name of options.unset ?? []) delete env[name];
  const real = nodeHost();
  const limits = () => ({ ...real.machine.limits(), ...options.limits });
  const host: Host = { ...real, env, machine: { ...real.machine, limits } };
  const record = recordOf(dir, options);
  const home = homeOf(dir, record);
  const experiments = options.runs.map((run, index) => ({
    ok: true as const,
    value: recordedOf(run, index, options.runs.length),
  }));
  for (const [path, text] of Object.entries(options.project ?? {})) {
    mkdirSync(dirname(join(dir, 'project', path)), { recursive: true });
    writeFileSync(join(dir, 'project', path), text);
  }
  const created = await createSweep(host, {
    home,
    storageDir: join(dir, 'mruns'),
    experiments,
    bringCode: async (into) => {
      if (options.project === undefined) return { ok: true, value: record.code };
      const choice = { exclude: [], pathsToCopy: [] };
      const source = codeSourceOf(record.projectDirectory, record.contexts, choice);
      const taken = await takeSnapshot(host, into, source);
      return taken.ok ? { ok: true, value: { ...record.code, ...taken.value } } : taken;
    },
    record: (code) => ({ ...record, ...(code && { code }) }),
  });
  if (!created.ok) throw new Error(JSON.stringify(created.problems));
  const sweep = created.value;
  const events: LaunchEvent[] = [];
  const path = (index: number, file: string): string =>
    join(home, sweep.experiment(index)?.directory ?? 'none', file);
  const launch = async (given: LaunchOptions = {}, at: Host = host): Promise<Launch> => {
    const launched = await launchSweep(at, sweep, {
      ...given,
      observe: (event) => {
        events.push(event);
        given.observe?.(event);
      },
    });
    if (!launched.ok) throw new Error(JSON.stringify(launched.problems));
    return launched.value;
  };
  return {
    dir,
    host,
    sweep,
    events,
    launch,
    run: async (given) => (await launch(given)).done,
    status: () => sweep.status(),
    path,
    read: (index, file) => readFileSync(path(index, file), 'utf8'),
    allText: () =>
      readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
        .join('\n'),
    until: async (isSo) => {
      while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    [Symbol.asyncDispose]: async () => {
      const left = markedProcessSearch(host, record.id, home)();
      for (const { pid } of left) host.processes.signal(pid, 'SIGKILL');
      // The environment is recorded in the background, at its leisure.
      rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
      if (left.length > 0) throw new Error(`processes were left: ${JSON.stringify(left)}`);
    },
  };
}

/** As `planSweep` has it. */
function homeOf(dir: string, record: SweepRecord): string {
  const [context] = record.contexts;
  return context !== undefined && isRemote(context)
    ? join(dir, 'state/mrunner/sweeps', record.id)
    : workDirectory(record);
}

let made = 0;

function recordOf(
  dir: string,
  { runs, options, setup, context, project }: RigOptions,
): SweepRecord {
  const projectDirectory = project === undefined ? dir : join(dir, 'project');
  const mode = project === undefined ? 'in-place' : 'snapshot';
  const whole: Context = {
    name: 'local',
    backend: 'local',
    storageDir: join(dir, 'mruns'),
    resources: {},
    parallel: 2,
    code: mode,
    onLost: 'rerun',
    retries: 0,
    retryOn: [],
    grace: 5,
    neptune: false,
    tags: [],
    isolate: false,
    slurm: {},
    kubernetes: {},
    ...context,
    setup: {
      env: {},
      envFiles: [],
      secrets: [],
      modulesToLoad: [],
      link: [],
      ...(typeof setup === 'function' ? setup(dir) : setup),
    },
  };
  return {
    format: 1,
    // Unique on this machine: processes are searched for by it.
    id: `20261122-1607-test-r${process.pid}x${made++}`,
    createdAt: 1,
    project: 'tests',
    name: 'test',
    spec: { file: join(projectDirectory, 'spec.ts'), name: 'spec' },
    contexts: [whole],
    count: runs.length,
    specCount: runs.length,
    selection: {},
    set: [],
    varying: [],
    tags: [],
    words: [],
    resources: {},
    code: { mode, directory: projectDirectory },
    launchedFrom: dir,
    projectDirectory,
    host: 'here',
    user: 'me',
    userHome: '/home/tester',
    mrunnerVersion: '0.0.0',
    searchPath: process.env.PATH ?? '/usr/bin:/bin',
    nodePath: process.execPath,
    options: {
      parallel: 2,
      retries: 0,
      retryOn: ['exit', 'signal', 'timeout', 'interrupted', 'lost'],
      grace: 5,
      ...options,
    },
  };
}

function recordedOf(run: TestRun, index: number, specCount: number): RecordedExperiment {
  const { script, composite, ...rest } = run;
  const experiment: Experiment = {
    project: 'tests',
    name: 'test',
    parameters: {},
    tags: [],
    env: {},
    secrets: [],
    resources: {},
    args: 'none',
    flags: defaultFlagStyle,
    pythonPath: [],
    pathsToCopy: [],
    exclude: [],
    ...rest,
    // Braces of shell text are no placeholders.
    script: typeof script === 'string' ? ['sh', '-c', escaped(script)] : script,
  };
  const place = { index, specCount, name: experiment.name, ...(composite && { composite }) };
  return {
    index,
    experiment,
    directory: runDirectory(place),
    context: 'local',
    ...(composite && { composite }),
  };
}

const escaped = (text: string): string => text.replaceAll('{', '{{').replaceAll('}', '}}');

/** A named pipe, by which a test and a run wait for each other. */
export interface Meeting extends AsyncDisposable {
  readonly path: string;
  /** Resolves with what the run writes; the run needs `echo x >PATH`. */
  readonly hear: () => Promise<string>;
  /** Lets a run go on that waits in `read x <PATH`. */
  readonly tell: (text?: string) => Promise<void>;
}

export function meeting(dir: string, name: string): Meeting {
  const path = join(dir, name);
  // Names have the number of their process: a test that was killed may have left it to this one.
  rmSync(path, { force: true });
  execFileSync('mkfifo', [path]);
  return {
    path,
    hear: () => readFile(path, 'utf8'),
    tell: async (text = 'go') => {
      const file = await open(path, 'w');
      await file.write(`${text}\n`);
      await file.close();
    },
    [Symbol.asyncDispose]: async () => rmSync(path, { force: true }),
  };
}

/** A launcher in a process of its own, to be killed. */
export interface OtherLauncher {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<void>;
}

/** Launches the sweep of a rig from another process. */
export function startLauncher({ sweep, host }: Rig): OtherLauncher {
  const script = join(import.meta.dirname, 'fixtures', 'launch.ts');
  const child = spawn(process.execPath, ['--conditions=@mrunner/source', script, sweep.home], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...host.env },
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  return { kill: (signal) => child.kill(signal), ended };
}

/** Writes a program into a directory and gives its path. */
export function program(dir: string, name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text, { mode: 0o755 });
  return path;
}

/** Whether a tool is here; when it is not, a test is skipped, unless all tools are required. */
export function hasTool(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    if (process.env.MRUNNER_TEST_REQUIRE === 'all') throw new Error(`${name} is missing`);
    return false;
  }
}
