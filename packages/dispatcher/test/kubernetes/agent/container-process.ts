import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type SetUp, setUpScript } from './container-set-up.ts';

/** How a container ended. */
export interface ContainerEnd {
  /** 128 + n after signal n. */
  readonly code: number;
  /** `missing`: there is no such command. `broken`: the container could not be made; what it wrote says why. */
  readonly start: 'ok' | 'missing' | 'broken';
}

/** A container that runs, in namespaces of its own. */
export interface ContainerProcess {
  /** The first process of it, as this machine counts; undefined until it is there. */
  pid(): number | undefined;
  /** To its first process; KILL ends all of it. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
  /** That the command itself runs, or never will. */
  readonly started: Promise<void>;
  readonly ended: Promise<ContainerEnd>;
}

/** Starts a command in a container; what it writes is told piece by piece. It never outlives this process. */
export function startContainer(
  setUp: SetUp,
  words: readonly string[],
  env: ReadonlyMap<string, string>,
  told: (stream: 'stdout' | 'stderr', piece: Buffer) => void,
): ContainerProcess {
  const child = spawn(
    '/usr/bin/setpriv',
    [
      '--pdeathsig',
      'KILL',
      '/usr/bin/unshare',
      '--mount',
      '--uts',
      '--ipc',
      '--pid',
      '--fork',
      '--kill-child=KILL',
      '--propagation',
      'private',
      '/bin/sh',
      '-c',
      setUpScript(setUp),
      'sh',
      ...words,
    ],
    { env: Object.fromEntries(env), stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'], cwd: '/' },
  );
  child.stdout?.on('data', (piece: Buffer) => told('stdout', piece));
  child.stdio[4]?.on('data', (piece: Buffer) => told('stderr', piece));
  // The container's own is another one: this is what unshare has to say.
  let complaint = '';
  child.stderr?.on('data', (piece: Buffer) => {
    complaint += piece.toString();
  });
  const said: string[] = [];
  let wanted: 'SIGTERM' | 'SIGKILL' | undefined;
  const pid = () => (said[0] === undefined ? undefined : Number(said[0]));
  const send = (name: 'SIGTERM' | 'SIGKILL') => {
    const target = pid();
    if (name === 'SIGKILL' && target === undefined) child.kill('SIGKILL');
    if (said.length < 2) wanted = name;
    if (target === undefined || (said.length < 2 && name === 'SIGTERM')) return;
    if (child.exitCode === null && child.signalCode === null) kill(target, name);
  };
  const started = new Promise<void>((resolve) => {
    const lines = createInterface({ input: child.stdio[3] as Readable });
    lines.on('line', (line) => {
      said.push(line);
      // A signal that came while the container was still being made is for its command.
      if (said.length === 2 && wanted !== undefined) send(wanted);
      if (said.length === 2) resolve();
    });
    lines.on('close', resolve);
  });
  return { pid, signal: send, started, ended: endOf(child, said, () => complaint) };
}

function kill(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended.
  }
}

const signals: { readonly [name: string]: number } = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGSYS: 31,
};

const endOf = (
  child: ChildProcess,
  said: readonly string[],
  complaint: () => string,
): Promise<ContainerEnd> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      // unshare 2.38 stumbles over a child that was killed, instead of killing itself too.
      const stumbled = code === 1 && complaint().includes('sigprocmask unblock failed');
      const number = stumbled ? 137 : (code ?? 128 + (signals[signal ?? ''] ?? 0));
      const start =
        said[1] === 'missing' ? 'missing' : said.length > 1 || number === 137 ? 'ok' : 'broken';
      resolve({ code: number, start });
    });
  });
