import type { CodeSince } from '@mrunner/dispatcher';

/** How the code differs from what it was then; undefined when it does not, or nobody can tell. */
export const codeChange = (since: CodeSince): string | undefined => {
  if (since === 'same' || since === 'unknown') return undefined;
  const [first, ...others] = since.changed;
  if (first === undefined) return 'it has changed since';
  return others.length === 0
    ? `${first} has changed since`
    : `${first} and ${others.length} more have changed since`;
};
