import { type CodeRecord, codeKind, contextNamed, differingFiles } from '@mrunner/core';
import { filesBetween, gitIn } from '../git/git-in.ts';
import type { Host } from '../host/host.ts';
import { codeSourceOf } from '../snapshot/code-source.ts';
import { lookAtCode } from '../snapshot/look-at-code.ts';
import { manifestLine, readManifest } from '../snapshot/manifest.ts';
import { readCodeState, type SweepCode } from './code-states.ts';
import { recordCode, recordingFor } from './record-code.ts';

/** How a project differs from a code state. Paths are relative to the project, in place to its repository. */
export type CodeSince = 'same' | 'unknown' | { readonly changed: readonly string[] };

/**
 * Whether the code of a project changed since a state of it was used. What an image has is not looked at.
 *
 * @param hash of the state; default: the sweep's own
 * @param context name of the one that it was used in; default: one whose runs start with files
 */
export async function codeSince(
  host: Host,
  sweep: SweepCode,
  hash?: string,
  context?: string,
): Promise<CodeSince> {
  const code = hash === undefined ? sweep.record.code : readCodeState(host, sweep, hash);
  if (code?.hash === undefined || !host.files.exists(code.directory)) return 'unknown';
  const kind = context === undefined ? 'files' : codeKind(contextNamed(sweep.record, context));
  if (kind === 'image') return 'unknown';
  const changed =
    kind === 'commit'
      ? await changedSinceCommit(host, code)
      : code.mode === 'snapshot'
        ? await changedSinceSnapshot(host, sweep, code)
        : await changedInPlace(host, sweep, code);
  if (changed === undefined) return 'unknown';
  return changed.length === 0 ? 'same' : { changed };
}

async function changedSinceSnapshot(
  host: Host,
  { home, record }: SweepCode,
  { directory, hash = '', choice = { exclude: [], pathsToCopy: [] } }: CodeRecord,
): Promise<readonly string[] | undefined> {
  const before = readManifest(host, home, hash);
  if (before === undefined) return undefined;
  const { files } = await lookAtCode(host, codeSourceOf(directory, record.contexts, choice));
  const then = new Map(before.map((line) => [line.path, JSON.stringify(line)]));
  const now = new Map(
    files.map((file) => [file.path, JSON.stringify(manifestLine(host, file, file.source))]),
  );
  return [...new Set([...then.keys(), ...now.keys()])]
    .filter((path) => then.get(path) !== now.get(path))
    .sort();
}

async function changedSinceCommit(
  host: Host,
  { directory, commit: then = '' }: CodeRecord,
): Promise<readonly string[] | undefined> {
  const { code, stdout } = await gitIn(host, directory)('rev-parse', '--verify', 'HEAD');
  const now = stdout.trim();
  if (code !== 0) return undefined;
  return now === then ? [] : filesBetween(host, directory, then, now);
}

async function changedInPlace(
  host: Host,
  { record }: SweepCode,
  then: CodeRecord,
): Promise<readonly string[] | undefined> {
  const now = await recordCode(host, then.directory, recordingFor(record.contexts));
  if (now.hash === undefined) return undefined;
  if (now.hash === then.hash) return [];
  const { commit: old = '' } = then;
  const { commit = '' } = now;
  const between =
    old === commit ? [] : ((await filesBetween(host, then.directory, old, commit)) ?? []);
  const changed = [...new Set([...between, ...differingFiles(then, now)])].sort();
  // Of files that a diff says nothing of, only the hash tells that one is another.
  return changed.length > 0 ? changed : (now.changed ?? []);
}
