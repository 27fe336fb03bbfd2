import type { Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';

/**
 * Says what to do when runs in a snapshot lack a file that the project has: it is ignored by git, most likely. Undefined when
 * that is not so.
 */
export const missingFileHint = (
  { host }: Pick<Cli, 'host'>,
  { home, record: { code, projectDirectory } }: Sweep,
  text: string,
): string | undefined => {
  if (code.mode !== 'snapshot' || !/no such file|ENOENT|FileNotFound|not found/i.test(text)) {
    return undefined;
  }
  const snapshots = `${home}/code/`;
  for (const path of pathsIn(text)) {
    // Below the directory of one snapshot.
    const inside = path.startsWith(snapshots)
      ? path.slice(snapshots.length).replace(/^[^/]*\//, '')
      : path.replace(/^\.\//, '');
    if (inside === '' || inside.startsWith('/') || inside.startsWith('..')) continue;
    const [top = inside] = inside.split('/');
    if (!host.files.exists(`${projectDirectory}/${inside}`)) continue;
    return top === inside
      ? `the snapshot has no ${top}: link: [${top}]`
      : `the snapshot has no ${top}/: link: [${top}]`;
  }
  return undefined;
};

/** What may be paths in the words of a failure: quoted texts, then words. */
const pathsIn = (text: string): readonly string[] => [
  ...[...text.matchAll(/(["'`])([^"'`]+)\1/g)].map(([, , quoted = '']) => quoted),
  ...text.split(/[\s,;]+/).map((word) => word.replace(/^["'`(]+|["'`).:]+$/g, '')),
];
