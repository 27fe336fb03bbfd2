import { existsSync, readFileSync } from 'node:fs';
import type { Result } from '@mrunner/core';
import type { Submission } from '../src/cluster/submit/submit-events.ts';
import type { TestRun } from './rig.ts';

/** A run that notes `<index> <attempt>` when it was started. The file is a word for its shell. */
export const noted = (run: TestRun, file: string): TestRun =>
  typeof run.script === 'string'
    ? { ...run, script: `echo "$MRUNNER_RUN_INDEX $MRUNNER_ATTEMPT" >>${file}; ${run.script}` }
    : run;

/** What runs noted, in its order: whole lines. The file is there before its first one. */
export const notesIn = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];

/** A submission that has to succeed: its problems are thrown. */
export async function submitted(submission: Promise<Result<Submission>>): Promise<Submission> {
  const result = await submission;
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}
