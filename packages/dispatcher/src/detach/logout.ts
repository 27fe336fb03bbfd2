import type { Host } from '../host/host.ts';
import { logindSetting } from './logind-settings.ts';

/** What a logout does to processes that are in the background by then. */
export type LogoutEffect =
  /** They go on, as far as is known. */
  | 'none'
  /** They are part of the login session, which is ended with all its processes. */
  | 'ends session'
  /** They belong to the user, all of whose processes end with the last session. */
  | 'ends user';

type Asks = Pick<Host, 'files' | 'processes' | 'machine' | 'env'>;

/** What this machine's logind, if it has one, does to our processes at logout. */
export async function logoutEffect(host: Asks): Promise<LogoutEffect> {
  const place = placeOf(host);
  if (place === 'neither') return 'none';
  if (place === 'user') return (await lingers(host)) ? 'none' : 'ends user';
  return (await killsSessions(host)) ? 'ends session' : 'none';
}

/** Which unit of systemd this process is in: that of a login session, or that of its user. */
function placeOf({ files, env }: Asks): 'session' | 'user' | 'neither' {
  const groups = files.read('/proc/self/cgroup') ?? '';
  if (/\/session-[^/\n]+\.scope/.test(groups)) return 'session';
  if (/\/user@\d+\.service/.test(groups)) return 'user';
  // In a namespace of its own a process does not see where it is.
  const isHidden = groups.split('\n').every((line) => line === '' || line.endsWith(':/'));
  return isHidden && env.XDG_SESSION_ID !== undefined ? 'session' : 'neither';
}

async function lingers(host: Asks): Promise<boolean> {
  const { user } = host.machine;
  const asked = await ask(host, ['loginctl', 'show-user', user, '--property=Linger', '--value']);
  if (asked !== undefined) return asked === 'yes';
  return host.files.exists(`/var/lib/systemd/linger/${user}`);
}

async function killsSessions(host: Asks): Promise<boolean> {
  const { user } = host.machine;
  const [kills, only, excluded] = await Promise.all(
    ['KillUserProcesses', 'KillOnlyUsers', 'KillExcludeUsers'].map((name) =>
      managerProperty(host, name),
    ),
  );
  if (kills === undefined) return logindSetting(host.files, 'KillUserProcesses') === 'yes';
  if (kills !== 'b true' || wordsOf(excluded).includes(user)) return false;
  return wordsOf(only).length === 0 || wordsOf(only).includes(user);
}

/** As busctl prints it: `b true`, `as 2 "ann" "bob"`. */
const managerProperty = (host: Asks, name: string): Promise<string | undefined> =>
  ask(host, [
    'busctl',
    'get-property',
    'org.freedesktop.login1',
    '/org/freedesktop/login1',
    'org.freedesktop.login1.Manager',
    name,
  ]);

const wordsOf = (property = ''): readonly string[] =>
  Array.from(property.matchAll(/"([^"]*)"/g), ([, word = '']) => word);

/** A slow bus is not waited for: timeouts of these programs are longer than anybody's patience. */
const patience = 1000;

async function ask(
  { processes, env }: Asks,
  command: readonly string[],
): Promise<string | undefined> {
  const timed = ['timeout', String(patience / 1000), ...command];
  const { code, stdout } = await processes.run(timed, { cwd: '/', env });
  return code === 0 ? stdout.trim() : undefined;
}
