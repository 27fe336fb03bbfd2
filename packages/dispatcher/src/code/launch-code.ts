import { mainContext, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { keepCodeState, type SweepCode } from './code-states.ts';
import { recordCode, recordingFor } from './record-code.ts';

/**
 * Finds out which code a launch starts attempts with, and gives its hash: that of the sweep's snapshot; in place that of the
 * files as they are, which may have changed since the sweep began. Undefined where nobody can tell. Pods see none of these files: theirs is
 * that of the sweep.
 */
export async function launchCode(host: Host, sweep: SweepCode): Promise<string | undefined> {
  const { home, record } = sweep;
  const isFirst = host.files.list(`${home}/${sweepFileNames.events}`).length === 0;
  const { mode, directory, hash } = record.code;
  const isElsewhere = mode === 'snapshot' || mainContext(record).backend === 'kubernetes';
  if (isElsewhere || isFirst || !host.files.exists(directory)) return hash;
  const now = await recordCode(host, directory, recordingFor(record.contexts));
  keepCodeState(host, sweep, now);
  return now.hash;
}
