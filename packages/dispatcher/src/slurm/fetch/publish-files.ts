import { runFileNames } from '@mrunner/core';
import type { Host } from '../../host/host.ts';

/** What became of files that were fetched. */
export interface Published {
  /** Files that are here now and were not, or were others. */
  readonly files: number;
  readonly bytes: number;
  /** Paths of files here that are newer than those there: they stay. */
  readonly kept: readonly string[];
}

/** Files that mrunner itself keeps up to date: those there are the newer ones, whatever the clocks say. */
const ours: readonly string[] = [runFileNames.result, runFileNames.metrics];

/** See `runFileNames.log`. */
const logName = /^log\.\d+$/;

/**
 * Puts files of one directory in their places in another one, each whole at once. A file that is newer here than there stays as it is.
 */
export function publishFiles({ files }: Pick<Host, 'files'>, from: string, to: string): Published {
  const found = { files: 0, bytes: 0, kept: [] as string[] };
  const publish = (path: string): void => {
    const source = `${from}${path}`;
    const target = `${to}${path}`;
    const look = files.lookAt(source);
    if (look === undefined) return;
    const there = files.lookAt(target);
    if (look.kind === 'directory') {
      if (there !== undefined && there.kind !== 'directory') {
        found.kept.push(target);
        return;
      }
      files.makeDirectories(target);
      for (const name of files.list(source)) publish(`${path}/${name}`);
      return;
    }
    if (there?.kind === 'directory') {
      found.kept.push(target);
      return;
    }
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (there !== undefined && !ours.includes(name)) {
      const [before, now] = [files.stat(target), files.stat(source)];
      if (logName.test(name)) {
        // Logs only grow: of two the longer one is the newer one, and one that was read from elsewhere may lack a part.
        if ((before?.size ?? 0) >= (now?.size ?? 0)) return;
      } else {
        const isSame = before?.size === now?.size && before?.modifiedAt === now?.modifiedAt;
        if (isSame) return;
        if ((before?.modifiedAt ?? 0) > (now?.modifiedAt ?? 0)) {
          found.kept.push(target);
          return;
        }
      }
    }
    files.rename(source, target);
    found.files++;
    found.bytes += look.size;
  };
  publish('');
  return found;
}
