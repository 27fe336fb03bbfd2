import { shellQuote } from '@mrunner/core';

/** What a run gets on its PYTHONPATH besides what is there. */
export interface PythonPath {
  /** Of the experiment: before everything else. */
  readonly first: readonly string[];
  /** mrunner's own Python: behind everything else, so that it hides nothing. */
  readonly last: readonly string[];
}

/**
 * The value of PYTHONPATH as shell text, around the one that the shell has, or around `said`. An empty one is left out:
 * Python would take it for the working directory. Undefined when there is nothing to add.
 *
 * @example pythonPathText({ first: ['/a'], last: ['/own'] }) // /a"${PYTHONPATH:+:$PYTHONPATH}":/own
 */
export function pythonPathText({ first, last }: PythonPath, said?: string): string | undefined {
  if (first.length + last.length === 0) return undefined;
  if (said !== undefined) return shellQuote(pythonPathValue({ first, last }, said));
  const [front, back] = [first.join(':'), last.join(':')];
  if (front === '') return `"\${PYTHONPATH:+$PYTHONPATH:}"${shellQuote(back)}`;
  const end = back === '' ? '' : shellQuote(`:${back}`);
  return `${shellQuote(front)}"\${PYTHONPATH:+:$PYTHONPATH}"${end}`;
}

/** The value of PYTHONPATH where it is known what is there. */
export const pythonPathValue = ({ first, last }: PythonPath, said: string | undefined): string =>
  [...first, ...(said ? [said] : []), ...last].join(':');
