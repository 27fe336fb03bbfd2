import { dirname } from 'node:path';
import { fail, ok, type Problem, type Result, sweepFileNames } from '@mrunner/core';
import { errorCode } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import type { CodeSource } from './code-source.ts';
import { type CodeFile, lookAtCode } from './look-at-code.ts';
import { contentHash, type ManifestLine, manifestLine, writeManifest } from './manifest.ts';
import { cantBeRead, keepsChanging, snapshotProblems } from './snapshot-problems.ts';

/** A snapshot that lies in the home of a sweep. */
export interface Snapshot {
  readonly hash: string;
  readonly files: number;
  readonly bytes: number;
}

/** Rounds of copying what changed during the one before, until a project that changes is given up. */
const mostRounds = 6;
/** Milliseconds within which a file can change twice without looking different. */
const clockTick = 20;
/** Files between two turns of the event loop. */
const filesAtOnce = 256;

/**
 * Copies a project's code into the home of a sweep: `code/<hash>/`. It is written beside and renamed, so that a tree of
 * that name is complete. The copy is what the project was at one moment: what changes meanwhile is copied again.
 */
export async function takeSnapshot(
  host: Host,
  home: string,
  source: CodeSource,
): Promise<Result<Snapshot>> {
  const unique = `${host.machine.pid}-${host.random().toString(36).slice(2, 8)}`;
  const beside = `${home}/${sweepFileNames.codeTree(`new-${unique}`)}`;
  host.files.makeDirectories(beside);
  try {
    const copied = await copyUntilStill(host, beside, source);
    if (!copied.ok) return copied;
    const lines = copied.value;
    for (const path of source.link) {
      if (source.linkedThere?.includes(path)) continue;
      host.files.makeDirectories(dirname(`${beside}/${path}`));
      host.files.makeLink(`${source.directory}/${path}`, `${beside}/${path}`);
    }
    const hash = contentHash(lines);
    const tree = `${home}/${sweepFileNames.codeTree(hash)}`;
    if (!host.files.exists(tree)) {
      writeManifest(host, home, hash, lines);
      host.files.rename(beside, tree);
    }
    const bytes = lines.reduce(
      (sum, { path, target }) =>
        target === undefined ? sum + (host.files.stat(`${tree}/${path}`)?.size ?? 0) : sum,
      0,
    );
    return ok({ hash, files: lines.length, bytes });
  } finally {
    host.files.remove(beside);
  }
}

/** A file that was copied, and what it was like before. */
interface Copied {
  readonly version: string;
  readonly line: ManifestLine;
}

async function copyUntilStill(
  host: Host,
  tree: string,
  source: CodeSource,
): Promise<Result<readonly ManifestLine[]>> {
  const copied = new Map<string, Copied>();
  let changed: string[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const begun = host.clock.now();
    const listing = await lookAtCode(host, source);
    const looked = host.clock.now();
    const isFresh = ({ changedAt }: CodeFile): boolean =>
      changedAt > begun - clockTick && changedAt < looked + clockTick;
    const problems = snapshotProblems(listing);
    if (problems.length > 0) return fail(...problems);
    changed = [];
    for (const path of gone(copied, listing.files)) {
      changed.push(path);
      copied.delete(path);
      host.files.remove(`${tree}/${path}`);
    }
    for (const [i, file] of listing.files.entries()) {
      if (i % filesAtOnce === 0) await pause(host, 0);
      if (copied.get(file.path)?.version === file.version) continue;
      changed.push(file.path);
      const outcome = copyOne(host, tree, file);
      copied.delete(file.path);
      if (outcome === undefined) continue;
      if ('problem' in outcome) return fail(outcome.problem);
      copied.set(file.path, { line: outcome.line, version: isFresh(file) ? '' : file.version });
    }
    if (changed.length === 0) return ok(listing.files.map(({ path }) => lineOf(copied, path)));
    await pause(host, clockTick);
  }
  return fail(keepsChanging(changed));
}

const lineOf = (copied: ReadonlyMap<string, Copied>, path: string): ManifestLine => {
  const found = copied.get(path);
  if (found === undefined) throw new Error(`Internal error: ${path} was not copied`);
  return found.line;
};

const gone = (
  copied: ReadonlyMap<string, Copied>,
  files: readonly CodeFile[],
): readonly string[] => {
  const here = new Set(files.map(({ path }) => path));
  return [...copied.keys()].filter((path) => !here.has(path));
};

/** Undefined when the file went away meanwhile. */
function copyOne(
  host: Host,
  tree: string,
  file: CodeFile,
): { readonly line: ManifestLine } | { readonly problem: Problem } | undefined {
  const to = `${tree}/${file.path}`;
  host.files.remove(to);
  host.files.makeDirectories(dirname(to));
  if (file.target !== undefined) {
    host.files.makeLink(file.target, to);
    return { line: manifestLine(host, file, to) };
  }
  try {
    host.files.copy(file.source, to);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return undefined;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    return { problem: cantBeRead(file.path, 'it may not be read') };
  }
  return { line: manifestLine(host, file, to) };
}

const pause = (host: Pick<Host, 'clock'>, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    host.clock.after(milliseconds, resolve);
  });
