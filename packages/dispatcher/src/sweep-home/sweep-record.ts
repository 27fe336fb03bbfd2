import {
  fail,
  ok,
  parsePrivate,
  type Result,
  type SweepRecord,
  sweepFileNames,
} from '@mrunner/core';
import type { Host } from '../host/host.ts';

/** Reads `sweep.json`; a problem when there is none, or one that this mrunner does not know. */
export function readRecord(host: Pick<Host, 'files'>, home: string): Result<SweepRecord> {
  const path = `${home}/${sweepFileNames.record}`;
  const text = host.files.read(path);
  if (text === undefined) {
    const details = [
      'list all sweeps: mrun list',
      'find moved ones again: mrun doctor --rebuild DIR',
    ];
    return fail({
      kind: 'file',
      path,
      message: `expected the directory of a sweep, and ${home} has no ${sweepFileNames.record}`,
      details,
    });
  }
  const record = parseRecord(text);
  if (record?.format === 1) return ok(record);
  const found = record === undefined ? 'something else' : `format ${record.format}`;
  return fail({
    kind: 'syntax',
    path,
    message: `expected a sweep of format 1, got ${found}`,
    details: ['a newer mrunner may have written it: npm i -D mrunner@latest'],
  });
}

function parseRecord(text: string): SweepRecord | undefined {
  try {
    const record = parsePrivate(text) as SweepRecord;
    return typeof record === 'object' && record !== null ? record : undefined;
  } catch {
    return undefined;
  }
}
