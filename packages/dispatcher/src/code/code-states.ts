import {
  type CodeRecord,
  codeRoot,
  parsePrivate,
  type SweepRecord,
  stringifyPrivate,
  sweepFileNames,
} from '@mrunner/core';
import type { Host } from '../host/host.ts';

/** A sweep as far as its code goes. */
export interface SweepCode {
  readonly home: string;
  readonly record: SweepRecord;
}

/** What is known of a code state of a sweep, by its hash; undefined when the sweep has no such state. */
export function readCodeState(
  host: Pick<Host, 'files'>,
  { home, record }: SweepCode,
  hash: string,
): CodeRecord | undefined {
  if (hash === record.code.hash) return record.code;
  const text = host.files.read(`${home}/${sweepFileNames.codeRecord(hash)}`);
  return text === undefined ? undefined : (parsePrivate(text) as unknown as CodeRecord);
}

/** Remembers a code state that attempts of a sweep are to run with. */
export function keepCodeState(
  host: Pick<Host, 'files'>,
  { home, record }: SweepCode,
  code: CodeRecord,
): void {
  const { hash } = code;
  if (hash === undefined || hash === record.code.hash) return;
  host.files.makeDirectory(`${home}/${sweepFileNames.codes}`);
  host.files.replace(
    `${home}/${sweepFileNames.codeRecord(hash)}`,
    `${stringifyPrivate(code as never)}\n`,
  );
}

/** Whether a sweep keeps the tree of a code state. */
export const hasTree = (host: Pick<Host, 'files'>, home: string, hash: string): boolean =>
  host.files.exists(`${home}/${sweepFileNames.codeTree(hash)}`);

/**
 * The directory that stands for the project directory in an attempt with this code; undefined when it runs in place.
 *
 * @param context name of the run's context
 * @param hash of the attempt's code; default: the sweep's own
 */
export function rootOfAttempt(
  host: Pick<Host, 'files'>,
  sweep: SweepCode,
  context: string,
  hash?: string,
): string | undefined {
  const { home, record } = sweep;
  const state = hash === undefined ? record.code : readCodeState(host, sweep, hash);
  if (state?.hash === undefined) return undefined;
  if (state.mode === 'in-place') {
    // The sweep's own was in place: it has a tree once it was rebuilt for a retry that asked for it by its hash.
    return hash !== undefined && hasTree(host, home, hash) ? codeRoot(home, state) : undefined;
  }
  const own = record.contexts.find(({ name }) => name === context);
  return own?.code === 'snapshot' ? codeRoot(home, state) : undefined;
}
