import {
  type CodeRecord,
  codeKind,
  contextNamed,
  fail,
  ok,
  type Result,
  runCode,
} from '@mrunner/core';
import { isDiskError } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import { diskText } from '../sweep-home/disk-text.ts';
import { readCodeState, type SweepCode } from './code-states.ts';
import type { MissingCode } from './missing-code.ts';
import { rebuildCode } from './rebuild-code.ts';
import { recordingFor } from './record-code.ts';
import { restoreSnapshot } from './restore-snapshot.ts';

/** Code that was given back. */
export interface GivenBack {
  readonly code: CodeRecord;
  /** Where the project directory is in it. */
  readonly project: string;
  /** Files that could not be given back. */
  readonly missing: readonly MissingCode[];
}

/**
 * Writes a code state of a sweep into a directory, which must not exist or be empty. What was a snapshot is copied; what was
 * in place is made of its commit and its differences. When nothing can be given back, nothing is written.
 *
 * @param hash of the state; default: the sweep's own
 * @param context name of the one that it was used in; default: one whose runs start with files
 */
export async function giveBackCode(
  host: Host,
  sweep: SweepCode,
  hash: string | undefined,
  to: string,
  context?: string,
): Promise<Result<GivenBack>> {
  const { home, record } = sweep;
  const own = context === undefined ? undefined : contextNamed(record, context);
  if (own !== undefined && codeKind(own) === 'image') {
    const message = `its code is in its image: the context ${own.name} says code: in-place`;
    return fail({ kind: 'missing', path: 'code', message });
  }
  const state = hash === undefined ? record.code : readCodeState(host, sweep, hash);
  const code = state !== undefined && own !== undefined ? runCode(own, state) : state;
  if (code === undefined) {
    const message = `there is no record of the code state ${hash}`;
    return fail({ kind: 'missing', path: 'code', message });
  }
  if (
    host.files.stat(to) !== undefined &&
    (!isDirectory(host, to) || host.files.list(to).length > 0)
  ) {
    const message = `expected a directory that does not exist or is empty, and ${to} is not`;
    return fail({ kind: 'conflict', path: '--to', message });
  }
  const { leaveOut } = recordingFor(record.contexts);
  const given = await intoDirectory(host, to, async () =>
    code.mode === 'snapshot'
      ? restoreSnapshot(host, home, code.hash ?? '', to)
      : rebuildCode(host, code, to, leaveOut),
  );
  if (!given.ok) return given;
  const isBelow = code.mode === 'in-place' && code.prefix !== undefined;
  const project = isBelow ? `${to}/${code.prefix}` : to;
  return ok({ code, project, missing: given.value });
}

const isDirectory = (host: Pick<Host, 'files'>, path: string): boolean =>
  host.files.stat(path)?.directory === true;

/** Makes a directory and writes into it; when that can't be done, nothing is left of what it wrote. */
async function intoDirectory<Written>(
  host: Pick<Host, 'files'>,
  to: string,
  write: () => Promise<Result<Written>>,
): Promise<Result<Written>> {
  let made: string | undefined;
  const clear = (): void => {
    for (const path of made === undefined
      ? host.files.list(to).map((name) => `${to}/${name}`)
      : [made]) {
      host.files.remove(path);
    }
  };
  try {
    made = host.files.makeDirectories(to);
    const written = await write();
    if (!written.ok) clear();
    return written;
  } catch (error) {
    if (!isDiskError(error)) throw error;
    clear();
    return fail({ kind: 'file', path: '--to', message: diskText(host, to, error) });
  }
}
