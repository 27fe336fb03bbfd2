import { dirname } from 'node:path';
import {
  type CodeRecord,
  codeRoot,
  fail,
  ok,
  type Problem,
  type Result,
  sweepFileNames,
} from '@mrunner/core';
import { isDiskError } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import { codeSourceOf } from '../snapshot/code-source.ts';
import { takeSnapshot } from '../snapshot/take-snapshot.ts';
import { diskText } from '../sweep-home/disk-text.ts';
import { codeSince } from './code-since.ts';
import { hasTree, keepCodeState, readCodeState, type SweepCode } from './code-states.ts';
import type { MissingCode } from './missing-code.ts';
import { rebuildCode } from './rebuild-code.ts';
import { recordCode, recordingFor } from './record-code.ts';
import { repositoryTop } from './repository-paths.ts';

/**
 * Sees to it that attempts of a sweep can be started with a code: `same`, that of an earlier attempt, rebuilt when the project
 * changed since; `new`, the project's as it is, of which a snapshot is taken where the sweep has one. Answers the hash to start
 * them with; undefined when the files are used as they are and nobody can tell which those are.
 *
 * @param hash of the earlier attempt's code; default: the sweep's own
 */
export async function prepareCode(
  host: Host,
  sweep: SweepCode,
  which: 'same' | 'new',
  hash?: string,
): Promise<Result<string | undefined>> {
  const code = hash === undefined ? sweep.record.code : readCodeState(host, sweep, hash);
  if (code === undefined && which === 'same') return fail(noRecord(hash ?? ''));
  try {
    if (which === 'new' || code === undefined) return await newCode(host, sweep);
    return await sameCode(host, sweep, code);
  } catch (error) {
    if (!isDiskError(error)) throw error;
    return fail({ kind: 'file', path: '--code', message: diskText(host, sweep.home, error) });
  }
}

async function newCode(host: Host, sweep: SweepCode): Promise<Result<string | undefined>> {
  const { home, record } = sweep;
  const { directory, mode, choice = { exclude: [], pathsToCopy: [] } } = record.code;
  const { hash, ...now } = await recordCode(host, directory, recordingFor(record.contexts));
  if (mode === 'in-place') {
    keepCodeState(host, sweep, { ...now, ...(hash !== undefined && { hash }) });
    return ok(hash);
  }
  const taken = await takeSnapshot(host, home, codeSourceOf(directory, record.contexts, choice));
  if (!taken.ok) return taken;
  keepCodeState(host, sweep, { ...now, mode, choice, ...taken.value });
  return ok(taken.value.hash);
}

async function sameCode(
  host: Host,
  sweep: SweepCode,
  code: CodeRecord,
): Promise<Result<string | undefined>> {
  const { hash } = code;
  if (hash === undefined) return fail(notTold(code.directory));
  if (hasTree(host, sweep.home, hash)) return ok(hash);
  if (code.mode === 'snapshot') return fail(treeGone(sweep.home, hash));
  if ((await codeSince(host, sweep, hash)) === 'same') return ok(hash);
  return rebuildTree(host, sweep, { ...code, hash });
}

/** Makes the tree of a state that was in place. It is renamed when it is whole. */
async function rebuildTree(
  host: Host,
  { home, record }: SweepCode,
  code: CodeRecord & { readonly hash: string },
): Promise<Result<string>> {
  const unique = `new-${host.machine.pid}-${host.random().toString(36).slice(2, 8)}`;
  const beside = `${home}/${sweepFileNames.codeTree(unique)}`;
  host.files.makeDirectories(beside);
  try {
    const { leaveOut } = recordingFor(record.contexts);
    const missing = await rebuildCode(host, code, beside, leaveOut);
    if (!missing.ok) return missing;
    const lost = missing.value.filter(({ isSecret }) => !isSecret);
    if (lost.length > 0) return fail(notWhole(lost));
    const root = codeRoot(home, { ...code, hash: unique });
    const top = repositoryTop(code);
    const secrets = missing.value.map(({ path }) => ({
      from: `${top}/${path}`,
      to: `${beside}/${path}`,
    }));
    const links = record.contexts
      .flatMap(({ setup }) => setup.link)
      .map((path) => ({ from: `${code.directory}/${path}`, to: `${root}/${path}` }));
    for (const { from, to } of [...secrets, ...links]) {
      if (!host.files.exists(from) || host.files.lookAt(to) !== undefined) continue;
      host.files.makeDirectories(dirname(to));
      host.files.makeLink(from, to);
    }
    const tree = `${home}/${sweepFileNames.codeTree(code.hash)}`;
    if (!host.files.exists(tree)) host.files.rename(beside, tree);
    return ok(code.hash);
  } finally {
    host.files.remove(beside);
  }
}

const useNew = 'start them with the code as it is: --code new';

const noRecord = (hash: string): Problem => ({
  kind: 'missing',
  path: '--code',
  message: `there is no record of the code state ${hash}`,
  details: [useNew],
});

const notTold = (directory: string): Problem => ({
  kind: 'missing',
  path: '--code',
  message: `nobody can tell which code that was: ${directory} was not in git, and its files were used in place`,
  details: [useNew],
});

const treeGone = (home: string, hash: string): Problem => ({
  kind: 'missing',
  path: '--code',
  message: `the snapshot is gone: ${home}/${sweepFileNames.codeTree(hash)}`,
  details: [useNew],
});

const notWhole = (lost: readonly MissingCode[]): Problem => ({
  kind: 'missing',
  path: '--code',
  message: `the code of then can't be had again as a whole`,
  details: [...lost.slice(0, 5).map(({ path, why }) => `${path}: ${why}`), useNew],
});
