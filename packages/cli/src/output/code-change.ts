import { type CodeRecord, differingFiles } from '@mrunner/core';
import { codeText } from './sweep-words.ts';

/** How the code differs from what it was then; undefined when it does not, or git can't tell. */
export const codeChange = (then: CodeRecord, now: CodeRecord): string | undefined => {
  if (then.commit === undefined || now.commit === undefined) return undefined;
  const files = differingFiles(then, now);
  const [first, ...others] = files;
  if (then.commit !== now.commit) return `it is at ${codeText(now)} by now`;
  if (first === undefined) return undefined;
  return others.length === 0
    ? `${first} has changed since`
    : `${first} and ${others.length} more have changed since`;
};
