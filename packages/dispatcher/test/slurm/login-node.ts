import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';
import { type Daemon, daemon } from './daemon.ts';
import { freePorts } from './free-ports.ts';
import { daemonPath, missingFor } from './has-slurm.ts';
import { type Keeper, startKeeper } from './keeper.ts';
import {
  daemonConf,
  type LoginNodeOptions,
  makeKey,
  writeClient,
  writeSession,
} from './login-node-files.ts';
import type { LoginShell } from './login-shells.ts';
import { startProxy, type TcpProxy } from './proxy.ts';
import { type Ended, runCommand } from './run-command.ts';

export type { LoginNodeOptions, LoginShell, TcpProxy };

/** A real sshd on the loopback, to which the alias `host` leads. */
export interface LoginNode extends AsyncDisposable {
  /** Everything of it; a short path. */
  readonly directory: string;
  /** For `slurm_url`; `user@host` means the same. */
  readonly host: string;
  readonly user: string;
  /** PATH with an `ssh` in front that knows the alias. */
  readonly env: { readonly PATH: string };
  /** HOME of sessions. */
  readonly home: string;
  /** Runs a command with `env`. */
  readonly run: (words: readonly string[]) => Promise<Ended>;
  /** Only when it is `proxied`. */
  readonly proxy: TcpProxy;
  /** TCP connections so far. */
  readonly connections: () => number;
  /** What the client asked to run, of each session so far; empty for an interactive one. */
  readonly commands: () => readonly string[];
  /** Whether new connections are let in; those that are open stay. */
  readonly allowLogin: (isAllowed: boolean) => void;
  readonly daemon: Daemon;
}

/** Whether a login node can be started here; when not, tests are skipped, unless all tools are required. */
export const hasSshd =
  missingFor('a login node', ['sshd', 'ssh', 'ssh-keygen', 'tcsh', 'fish']) === undefined;

/** Starts an sshd; in its sessions the commands of Slurm find the cluster. */
export async function startLoginNode(
  cluster?: Cluster,
  options: LoginNodeOptions = {},
): Promise<LoginNode> {
  const keeper = startKeeper();
  try {
    return await startWith(keeper, cluster, options);
  } catch (error) {
    await keeper[Symbol.asyncDispose]();
    throw error;
  }
}

async function startWith(
  keeper: Keeper,
  cluster: Cluster | undefined,
  options: LoginNodeOptions,
): Promise<LoginNode> {
  const { directory } = keeper;
  const at = (name: string): string => join(directory, name);
  const user = userInfo().username;
  for (const name of ['bin', 'home', 'commands', 'nobody']) mkdirSync(at(name));
  await makeKey(at('host-key'), '');
  await makeKey(at('user-key'), options.passphrase ?? '');
  writeSession(directory, options);
  const variables = cluster && { SLURM_CONF: cluster.env.SLURM_CONF ?? '' };
  const [port = 0] = await freePorts(1);
  writeFileSync(at('sshd.conf'), daemonConf(directory, port, variables, options));
  // sshd wants it, and only a service of the system makes it.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const listens = `Server listening on 127.0.0.1 port ${port}.`;
  const words = ['/usr/sbin/sshd', '-D', '-e', '-f', at('sshd.conf')];
  const sshd = daemon(keeper, words, { PATH: daemonPath }, 'sshd.log', async () =>
    readFileSync(at('sshd.log'), 'utf8').includes(listens),
  );
  await sshd.start();
  const proxy = options.proxied === true ? await startProxy(port) : undefined;
  writeClient(directory, user, proxy?.port ?? port);
  const env = { PATH: `${at('bin')}:${process.env.PATH}` };
  return {
    directory,
    host: 'hpc',
    user,
    env,
    home: at('home'),
    run: (words) => runCommand(words, { ...process.env, ...env }),
    get proxy() {
      if (proxy === undefined) throw new Error('the login node is not proxied');
      return proxy;
    },
    connections: () => readFileSync(sshd.log, 'utf8').split('Connection from ').length - 1,
    commands: () =>
      readdirSync(at('commands'))
        .sort()
        .map((name) => readFileSync(at(join('commands', name)), 'utf8')),
    allowLogin: (isAllowed) =>
      renameSync(
        at(isAllowed ? 'user-key.away' : 'user-key.pub'),
        at(isAllowed ? 'user-key.pub' : 'user-key.away'),
      ),
    daemon: sshd,
    [Symbol.asyncDispose]: async () => {
      await proxy?.[Symbol.asyncDispose]();
      await keeper[Symbol.asyncDispose]();
    },
  };
}
