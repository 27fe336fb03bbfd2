import { type AttemptStatus, type CodeRecord, codeRoot } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { type ManifestLine, readManifest } from '../snapshot/manifest.ts';
import { readCodeState, type SweepCode } from './code-states.ts';

/** The code that an attempt runs, or ran. */
export interface AttemptCode {
  readonly record: CodeRecord;
  /** Where its snapshot is, and what was in that when it was taken; absent in place. */
  readonly snapshot?: { readonly root: string; readonly files: readonly ManifestLine[] };
}

/** The code of an attempt; that of its sweep where nothing else is recorded. */
export function attemptCode(
  host: Pick<Host, 'files'>,
  sweep: SweepCode,
  { code: hash }: Pick<AttemptStatus, 'code'>,
): AttemptCode {
  const state = hash === undefined ? undefined : readCodeState(host, sweep, hash);
  const record = state ?? sweep.record.code;
  if (record.mode !== 'snapshot' || record.hash === undefined) return { record };
  const files = readManifest(host, sweep.home, record.hash);
  if (files === undefined) return { record };
  return { record, snapshot: { root: codeRoot(sweep.home, record), files } };
}
