import { sha256 } from '../host/copied-files.ts';
import type { Host } from '../host/host.ts';
import { stateDirectory } from '../registry/registry.ts';
import type { SshTarget } from './ssh-target.ts';

/** Bytes that the path of a socket may have, on the system that allows fewest. */
const longestPath = 103;

/** Characters by which sockets differ while they are being made. */
export const suffixLength = 6;

/** What we, and ssh, append to a path meanwhile. */
const longestSuffix = '.'.length + suffixLength + '.0123456789abcdef'.length;

/**
 * Where the master connection of mrunner to a target listens; undefined where no short enough path is. Homes are shared
 * between machines, sockets are not.
 */
export function controlSocket(host: Host, target: SshTarget): string | undefined {
  const name = sha256([[host.machine.host, ...target.words].join('\0')]).slice(0, 12);
  const { XDG_RUNTIME_DIR: runtime = '' } = host.env;
  const hasRuntime = runtime.startsWith('/') && host.files.exists(runtime);
  const directory = hasRuntime ? `${runtime}/mrunner` : `${stateDirectory(host)}/ssh`;
  const path = `${directory}/${name}`;
  return Buffer.byteLength(path) + longestSuffix <= longestPath ? path : undefined;
}
