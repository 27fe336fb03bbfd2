import {
  type AttemptStatus,
  type CodeKind,
  type CodeRecord,
  codeKind,
  codeRoot,
  contextNamed,
  runCode,
} from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { type ManifestLine, readManifest } from '../snapshot/manifest.ts';
import { readCodeState, type SweepCode } from './code-states.ts';

/** The code that an attempt runs, or ran. */
export interface AttemptCode {
  readonly kind: CodeKind;
  readonly record: CodeRecord;
  /** Where its snapshot is, and what was in that when it was taken; absent in place. */
  readonly snapshot?: { readonly root: string; readonly files: readonly ManifestLine[] };
}

/** The code of an attempt in a context; that of its sweep where nothing else is recorded. */
export function attemptCode(
  host: Pick<Host, 'files'>,
  sweep: SweepCode,
  name: string,
  { code: hash }: Pick<AttemptStatus, 'code'>,
): AttemptCode {
  const state = hash === undefined ? undefined : readCodeState(host, sweep, hash);
  const context = contextNamed(sweep.record, name);
  const record = runCode(context, state ?? sweep.record.code);
  const kind = codeKind(context);
  const isSnapshot = record.mode === 'snapshot' && kind === 'files';
  if (!isSnapshot || record.hash === undefined) return { kind, record };
  const files = readManifest(host, sweep.home, record.hash);
  if (files === undefined) return { kind, record };
  return { kind, record, snapshot: { root: codeRoot(sweep.home, record), files } };
}
