import type { UnreachedPlace } from '../place/place.ts';
import { lastLine, type UnsentProgram } from '../place/run-program.ts';

/** A way in which ssh says that it got nowhere. Texts of OpenSSH. */
interface Complaint {
  readonly pattern: RegExp;
  /** Instead of ssh's own line. */
  readonly text?: (title: string) => string;
  readonly wantsLogin?: true;
}

const complaints: readonly Complaint[] = [
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    text: (title) =>
      `${title} has another host key than the one in known_hosts. Ask its administrators whether it was changed; ssh ${title} says which line to remove`,
  },
  {
    pattern: /Host key verification failed|No \S+ host key is known/,
    text: (title) => `the host key of ${title} is not known here`,
    wantsLogin: true,
  },
  {
    pattern: /session request failed: .*(?:refused|prohibited)[\s\S]*Permission denied/,
    text: (title) =>
      `${title} allows fewer sessions at a time than are open, perhaps by mrun logs -f in another terminal`,
  },
  {
    pattern:
      /Permission denied|Too many authentication failures|No more authentication methods|no such identity/,
    text: (title) => `${title} asks for a password, a one-time code or a key that is locked`,
    wantsLogin: true,
  },
  { pattern: /^ssh: .*(?:connect to host|resolve hostname).*$/m },
  { pattern: /^kex_exchange_identification: .*$|^ssh_exchange_identification: .*$/m },
  { pattern: /^Connection (?:closed|reset|timed out)\b.*$|^.*Bad configuration option.*$/m },
];

/** What is told of a shell that took no program, or of a master connection that did not come to be. */
export function sshComplaint(
  title: string,
  { code, why, stderr }: Pick<UnsentProgram, 'code' | 'why' | 'stderr'>,
): UnreachedPlace {
  if (code === 127 && stderr === '') return unreached(`ssh could not be started: ${why}`);
  for (const { pattern, text, wantsLogin } of complaints) {
    const found = pattern.exec(stderr)?.[0];
    if (found === undefined) continue;
    return {
      ...unreached(text?.(title) ?? withProgram(found)),
      ...(wantsLogin && { wantsLogin }),
    };
  }
  const said = why.startsWith('no answer') ? undefined : lastLine(stderr);
  return unreached(`ssh ${title}: ${said ?? why}`);
}

const unreached = (text: string): UnreachedPlace => ({ kind: 'unreached', text });

const withProgram = (line: string): string =>
  line.trim().startsWith('ssh') ? line.trim() : `ssh: ${line.trim()}`;
