import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../../packages/dispatcher/src/host/host.ts';
import { nodeHost } from '../../packages/dispatcher/src/host/node-host.ts';
import { listSweeps } from '../../packages/dispatcher/src/registry/registry.ts';
import { openSweep, type Sweep } from '../../packages/dispatcher/src/sweep-home/open-sweep.ts';

const cliPackage = fileURLToPath(new URL('../../packages/cli', import.meta.url));

/** An `mrun` that was started. */
export interface Command {
  readonly words: readonly string[];
  readonly pid: number;
  readonly isOver: () => boolean;
  readonly done: Promise<{ readonly code: number | null; readonly said: string }>;
}

/** A project with a home of its own, in which `mrun` is typed. */
export interface Playground extends AsyncDisposable {
  readonly host: Host;
  readonly directory: string;
  readonly mrun: (...words: readonly string[]) => Command;
  /** The one sweep of this project, when it is registered. */
  readonly sweep: () => Sweep | undefined;
  /** Everything that was started and how it ended: what a person needs to see what went wrong. */
  readonly story: string[];
  readonly tell: (text: string) => void;
  /** Everything that lives and was started here, wherever it has moved since. */
  readonly processes: () => readonly number[];
}

/** What a playground has besides. */
export interface PlaygroundOptions {
  readonly env?: { readonly [name: string]: string };
  /** Text by the name of the file in the project. */
  readonly files?: { readonly [name: string]: string };
}

export function makePlayground(spec: unknown, options: PlaygroundOptions = {}): Playground {
  const top = mkdtempSync(join(tmpdir(), 'mrunner-chaos-'));
  const directory = join(top, 'project');
  mkdirSync(join(directory, 'node_modules'), { recursive: true });
  symlinkSync(cliPackage, join(directory, 'node_modules/mrunner'));
  writeFileSync(join(directory, 'spec.json'), JSON.stringify(spec));
  for (const [name, text] of Object.entries(options.files ?? {})) {
    writeFileSync(join(directory, name), text);
  }
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: join(top, 'home'),
    XDG_STATE_HOME: join(top, 'state'),
    XDG_CONFIG_HOME: join(top, 'config'),
    NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
    NO_COLOR: '1',
    ...options.env,
  };
  const host: Host = { ...nodeHost(), env };
  const story: string[] = [];
  const begun = performance.now();
  const tell = (text: string): void => {
    story.push(`${((performance.now() - begun) / 1000).toFixed(2)} s  ${text}`);
  };
  const processes = () => processesWith(`XDG_STATE_HOME=${env.XDG_STATE_HOME}`);
  return {
    host,
    directory,
    story,
    tell,
    processes,
    mrun: (...words) => {
      const child = spawn(process.execPath, [join(cliPackage, 'bin/mrun.js'), ...words], {
        cwd: directory,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      tell(`mrun ${words.join(' ')}  (${child.pid})`);
      return command(child, words, tell);
    },
    sweep: () => {
      const [entry] = [...listSweeps(host)];
      const opened = entry && openSweep(host, entry.home);
      return opened?.ok ? opened.value : undefined;
    },
    [Symbol.asyncDispose]: async () => {
      for (const pid of processes()) kill(pid);
      rmSync(top, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function command(
  child: ChildProcess,
  words: readonly string[],
  tell: (text: string) => void,
): Command {
  let said = '';
  const hear = (text: string): void => {
    said += text;
  };
  child.stdout?.setEncoding('utf8').on('data', hear);
  child.stderr?.setEncoding('utf8').on('data', hear);
  const done = once(child, 'exit').then(([code, signal]) => {
    const last = code === 0 ? '' : ` ${said.trim().split('\n').slice(-2).join(' / ')}`;
    tell(`  ${child.pid} ended: ${code ?? signal}${last}`);
    return { code, said };
  });
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return { words, pid: child.pid ?? 0, isOver, done };
}

/** Everything that was started in a playground, wherever it has moved since. */
function processesWith(mark: string): readonly number[] {
  if (!existsSync('/proc')) return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => environment(pid).split('\0').includes(mark)).map(Number);
}

function environment(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
