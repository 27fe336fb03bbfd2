import type { Host } from '../host/host.ts';
import type { UnreachedPlace } from '../place/place.ts';
import { controlSocket, suffixLength } from './control-socket.ts';
import { masterEnv } from './master-env.ts';
import { sshComplaint } from './ssh-complaint.ts';
import type { SshTarget } from './ssh-target.ts';
import { controlWords, masterWords, type Through } from './ssh-words.ts';

/** Seconds that a connection stays when nobody uses it: one that is begun in passing, and one that somebody logged in for. */
export const persistence = { passing: 600, login: 8 * 3600 };

/** Milliseconds for a process on this machine to answer. */
const checkPatience = 5000;

/** Milliseconds for the authentication, once the machine has answered. */
const authenticationPatience = 20_000;

/** The master connection that is there: of mrunner, else of the user. */
export async function findMaster(host: Host, target: SshTarget): Promise<Through | undefined> {
  const socket = controlSocket(host, target);
  if (socket !== undefined && host.files.exists(socket)) {
    if ((await control(host, target, { socket }, 'check')) === 0) return { socket };
  }
  const own = await control(host, target, 'own-configuration', 'check');
  return own === 0 ? 'own-configuration' : undefined;
}

/**
 * Begins a master connection without asking anything. Each is made under a name of its own and put in place by a rename, so that
 * two processes may do so at once, and a dead one is in nobody's way.
 */
export async function beginMaster(
  host: Host,
  target: SshTarget,
  { patience, persist = persistence.passing }: { patience: number; persist?: number },
): Promise<Through | UnreachedPlace> {
  const socket = controlSocket(host, target);
  if (socket === undefined) return 'nothing';
  const made = newSocket(host, socket);
  const log = `${made}.log`;
  const words = masterWords(target, made, {
    asks: false,
    persist,
    patience,
  });
  // Its outputs are a file: it lives on, and whoever reads a pipe of it would wait for its end.
  const { pid, answer } = host.processes.background(words, {
    cwd: '/',
    env: masterEnv(host.env),
    log,
  });
  const stopTimer = host.clock.after(patience + authenticationPatience, () => {
    if (pid !== undefined) host.processes.signal(pid, 'SIGKILL');
  });
  const { end } = await answer;
  stopTimer();
  const stderr = host.files.read(log) ?? '';
  host.files.remove(log);
  if (end !== 'exit 0') {
    const code = pid === undefined ? 127 : Number(/^exit (\d+)$/.exec(end)?.[1] ?? 255);
    return sshComplaint(target.title, { code, why: end, stderr });
  }
  return putInPlace(host, made, socket);
}

/**
 * Begins one on this terminal, where ssh asks what it has to. It stays for others to use.
 *
 * @returns whether it stands; what was wrong, ssh has told
 */
export async function askForMaster(host: Host, target: SshTarget): Promise<boolean> {
  const socket = controlSocket(host, target);
  if (socket === undefined) return false;
  const made = newSocket(host, socket);
  const words = masterWords(target, made, { asks: true, persist: persistence.login });
  const code = await host.processes.foreground(words, { cwd: '/', env: masterEnv(host.env) });
  return code === 0 && putInPlace(host, made, socket) !== 'nothing';
}

/** Ends mrunner's own connection; false when there is none. */
export async function endMaster(host: Host, target: SshTarget): Promise<boolean> {
  const socket = controlSocket(host, target);
  if (socket === undefined || !host.files.exists(socket)) return false;
  const code = await control(host, target, { socket }, 'exit');
  // The master removes the name that it was made under.
  host.files.remove(socket);
  return code === 0;
}

function newSocket(host: Host, socket: string): string {
  host.files.makeDirectories(socket.slice(0, socket.lastIndexOf('/')));
  return `${socket}.${Math.floor(host.random() * 36 ** suffixLength).toString(36)}`;
}

function putInPlace(host: Host, made: string, socket: string): Through {
  // On a disk that can't hold sockets there is none.
  if (!host.files.exists(made)) return 'nothing';
  host.files.rename(made, socket);
  return { socket };
}

function control(
  host: Host,
  target: SshTarget,
  through: Through,
  request: 'check' | 'exit',
): Promise<number> {
  return new Promise((resolve) => {
    const asked = host.processes.pipe(controlWords(target, through, request), {
      cwd: '/',
      env: host.env,
      told: () => {},
      complained: () => {},
      ended: (code) => {
        stopTimer();
        resolve(code);
      },
    });
    const stopTimer = host.clock.after(checkPatience, asked.kill);
  });
}
