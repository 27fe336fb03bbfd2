import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { shellQuote } from '@mrunner/core';
import { type LoginShell, noisyStart } from './login-shells.ts';
import { runCommand } from './run-command.ts';

/** What a login node is to be. */
export interface LoginNodeOptions {
  /** Sessions over one connection; 1 leaves none for those that share it. Default 10, as sshd's. */
  readonly maxSessions?: number;
  /** Default bash. */
  readonly loginShell?: LoginShell;
  /** Printed on stdout by the shell's own file at the start of each session; sh can not be noisy. */
  readonly noise?: string;
  /** PATH of sessions. Default: the system's. */
  readonly path?: string;
  /** Further variables of sessions. */
  readonly env?: { readonly [name: string]: string };
  /** The connection goes through `proxy`. */
  readonly proxied?: boolean;
  /** ssh asks for it on the terminal, once a connection, as other clusters for a one-time password. */
  readonly passphrase?: string;
}

/** Makes a key for ssh, and beside it the public one. */
export async function makeKey(path: string, passphrase: string): Promise<void> {
  const words = ['ssh-keygen', '-q', '-t', 'ed25519', '-N', passphrase, '-C', '', '-f', path];
  const { code, stderr } = await runCommand(words, process.env);
  if (code !== 0) throw new Error(stderr);
}

/** An sshd_config; `variables` are those of its sessions. */
export function daemonConf(
  directory: string,
  port: number,
  variables: { readonly [name: string]: string } | undefined,
  options: LoginNodeOptions,
): string {
  const env = {
    PATH: options.path ?? '/usr/local/bin:/usr/bin:/bin',
    // The shell that /etc/passwd names runs the forced command; it must not read the noisy file too.
    HOME: join(directory, 'nobody'),
    ...variables,
    ...options.env,
  };
  const settings = Object.entries(env).map(([name, value]) => `"${name}=${value}"`);
  return [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `HostKey ${join(directory, 'host-key')}`,
    `AuthorizedKeysFile ${join(directory, 'user-key.pub')}`,
    'AuthenticationMethods publickey',
    'PermitRootLogin yes',
    'StrictModes no',
    'UsePAM no',
    'PrintMotd no',
    'PidFile none',
    'LogLevel VERBOSE',
    `MaxSessions ${options.maxSessions ?? 10}`,
    `SetEnv ${settings.join(' ')}`,
    `ForceCommand ${join(directory, 'session.sh')}`,
    '',
  ].join('\n');
}

/** What every session runs: it notes the command, and goes on as the login shell would. */
export function writeSession(directory: string, options: LoginNodeOptions): void {
  const shell = options.loginShell ?? 'bash';
  const home = join(directory, 'home');
  const text = `#!/bin/sh
# Only without SHLVL does bash see that it is the first shell of a session, and read .bashrc.
unset SHLVL
HOME=${shellQuote(home)} SHELL=/usr/bin/${shell}
export HOME SHELL
cd
name=$(date +%s%N).$$
printf %s "$SSH_ORIGINAL_COMMAND" >${shellQuote(directory)}/commands/$name
[ -n "$SSH_ORIGINAL_COMMAND" ] || exec "$SHELL" -l
exec "$SHELL" -c "$SSH_ORIGINAL_COMMAND"
`;
  writeFileSync(join(directory, 'session.sh'), text, { mode: 0o755 });
  if (options.noise === undefined) return;
  const start = noisyStart(shell, options.noise);
  mkdirSync(dirname(join(home, start.path)), { recursive: true });
  writeFileSync(join(home, start.path), start.text);
}

/** OpenSSH finds its configuration by /etc/passwd and not by HOME, so a program on PATH names it. */
export function writeClient(directory: string, user: string, port: number): void {
  const at = (name: string): string => join(directory, name);
  const hostKey = readFileSync(at('host-key.pub'), 'utf8');
  writeFileSync(at('known-hosts'), `hpc ${hostKey}`);
  const lines = [
    'Host hpc',
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    `  User ${user}`,
    `  IdentityFile ${at('user-key')}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    '  HostKeyAlias hpc',
    `  UserKnownHostsFile ${at('known-hosts')}`,
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  PreferredAuthentications publickey',
    '',
  ];
  writeFileSync(at('ssh.conf'), lines.join('\n'));
  const text = `#!/bin/sh\nexec /usr/bin/ssh -F ${shellQuote(at('ssh.conf'))} "$@"\n`;
  writeFileSync(at('bin/ssh'), text, { mode: 0o755 });
}
