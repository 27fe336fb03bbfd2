import type { CodeRecord } from '@mrunner/core';
import { codeText } from './sweep-words.ts';

/** How the code differs from what it was then; undefined when it does not, or git can't tell. */
export const codeChange = (then: CodeRecord, now: CodeRecord): string | undefined => {
  if (then.commit === undefined || now.commit === undefined) return undefined;
  const files = differingFiles(then, now);
  const [first, ...others] = files;
  if (then.commit !== now.commit) return `it is at ${codeText(now, now.mode)} by now`;
  if (first === undefined) return undefined;
  return others.length === 0
    ? `${first} has changed since`
    : `${first} and ${others.length} more have changed since`;
};

const differingFiles = (then: CodeRecord, now: CodeRecord): readonly string[] => {
  const before = sectionsOf(then);
  const after = sectionsOf(now);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((file) => before.get(file) !== after.get(file))
    .sort();
};

/** What a diff says of each file; a changed file that it says nothing of (a binary) counts as it is listed. */
const sectionsOf = ({ diff = '', changed = [] }: CodeRecord): ReadonlyMap<string, string> => {
  const sections = new Map(changed.map((file) => [file, '']));
  for (const section of diff.split(/^(?=diff --git )/m)) {
    const file = /^diff --git a\/(.*) b\//.exec(section)?.[1];
    if (file !== undefined) sections.set(file, section);
  }
  return sections;
};
