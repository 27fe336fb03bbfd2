import { sbatchAnswer } from '@mrunner/core';
import type { BatchOutcome } from '../../cluster/submit/batch-outcome.ts';
import type { PlaceAnswer } from '../../place/place.ts';
import { parseAnswer } from './submission-program.ts';

/** What the answer to a submission program says of each of its batches, in their order. */
export function batchOutcomes(
  tokens: readonly string[],
  answer: PlaceAnswer,
): ReadonlyMap<string, BatchOutcome> {
  if (answer.kind === 'lost') {
    return new Map(tokens.map((token) => [token, { kind: 'unresolved', text: answer.text }]));
  }
  if (answer.kind === 'unreached') {
    const outcome = { kind: 'unsubmitted', why: 'lost', text: answer.text } as const;
    return new Map(tokens.map((token) => [token, outcome]));
  }
  const outcomes = new Map<string, BatchOutcome>();
  let before: BatchOutcome | undefined;
  for (const token of tokens) {
    const part = answer.parts.get(token)?.toString();
    const outcome =
      part === undefined
        ? notBegun(before, answer.stderr)
        : outcomeOf(part, answer.parts.get(`${token}.err`)?.toString() ?? '');
    outcomes.set(token, outcome);
    before = outcome;
  }
  return outcomes;
}

/** The outcome of one call of sbatch, by what was kept of it. */
export function outcomeOf(kept: string, stderr: string): BatchOutcome {
  const answer = parseAnswer(kept);
  if (answer === undefined) {
    const text = stderr.trim() === '' ? 'sbatch gave no answer' : stderr.trim();
    return { kind: 'unresolved', text };
  }
  const read = sbatchAnswer({ ...answer, stderr });
  if (read.kind === 'submitted') return read;
  if (read.kind === 'ambiguous') return { kind: 'unresolved', text: read.text };
  return { kind: 'unsubmitted', why: read.kind, text: read.text };
}

/** The program ended before this batch's turn. */
function notBegun(before: BatchOutcome | undefined, stderr: string): BatchOutcome {
  if (before === undefined) {
    const text = stderr.trim() === '' ? 'the program on the cluster failed' : stderr.trim();
    return { kind: 'unsubmitted', why: 'lost', text };
  }
  const isFull = before.kind === 'unsubmitted' && before.why === 'full';
  const text = 'not begun, since the call of sbatch before it failed';
  return { kind: 'unsubmitted', why: isFull ? 'full' : 'lost', text };
}
