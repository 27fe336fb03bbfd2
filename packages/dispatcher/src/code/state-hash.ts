import { type CodeRecord, diffSections, isWhole } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { shortHash } from '../snapshot/manifest.ts';

/**
 * The hash of what a project in place holds: its commit and its differences. Files of which the differences say nothing,
 * such as large or binary ones, count by size and time. Those that may hold secrets don't count.
 */
export function stateHash(
  host: Pick<Host, 'files'>,
  root: string,
  { commit = '', diff = '', changed = [] }: CodeRecord,
  isHidden: (path: string) => boolean,
): string {
  const sections = diffSections(diff);
  const described = new Set(sections.filter(isWhole).map(({ path }) => path));
  const others = changed
    .filter((path) => !described.has(path) && !isHidden(path))
    .sort()
    .map((path) => {
      const stat = host.files.stat(`${root}/${path}`);
      return `${path} ${stat?.size} ${stat?.modifiedAt}\0`;
    });
  return shortHash([commit, '\0', ...sections.map(({ text }) => text), '\0', ...others]);
}
