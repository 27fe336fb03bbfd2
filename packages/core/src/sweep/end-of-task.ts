import { type JobEnd, jobEndOf, recordedEnd } from '../slurm/job-end.ts';
import { parseSlot } from '../slurm/token.ts';
import type { AttemptFacts } from './attempt-facts.ts';
import type { JobEndedEvent } from './cluster-event.ts';
import type { LastStarts } from './last-starts.ts';
import type { SweepFacts } from './sweep-facts.ts';
import type { TaskLives } from './task-lives.ts';

/** What the end of its task says of an attempt, and whether the scheduler starts the task again. */
export function endOfTask(
  { attempt, startedIn, exitCode, asked }: AttemptFacts,
  tasks: TaskLives,
  around: { readonly index: number; readonly lastStarts: LastStarts; readonly facts: SweepFacts },
): { readonly job?: JobEnd; readonly again?: boolean } {
  const end = startedIn === undefined ? undefined : tasks.endOf(startedIn);
  if (startedIn === undefined || end === undefined) return {};
  const job = meaningOf(end, isPacked(startedIn, around.facts));
  const again = end.again === true;
  // It never got to a record, so the end of the task is its own.
  if (exitCode === undefined) return { job, again };
  // Who asked it to end has its task started again, whatever word the scheduler has for that: its worker goes on then.
  const explains = job.explains || (again && asked === true);
  if (!explains || !isOwn(job, { attempt, startedIn, exitCode }, around)) return {};
  return { job: { ...job, explains }, again };
}

/** What the shell says of a program that was killed. */
const killed = 137;

/** Whether what ended a task ended this attempt in it: what had ended before did so by itself. */
function isOwn(
  job: JobEnd,
  ended: { readonly attempt: number; readonly startedIn: string; readonly exitCode: number },
  around: { readonly index: number; readonly lastStarts: LastStarts; readonly facts: SweepFacts },
): boolean {
  // Slurm says so of a task that went on when one of its processes was killed.
  if (
    job.kind === 'oom' &&
    (ended.exitCode === killed || isPacked(ended.startedIn, around.facts))
  ) {
    return ended.exitCode === killed;
  }
  const last = around.lastStarts(ended.startedIn);
  return last?.index === around.index && last.attempt === ended.attempt;
}

/** What the end of a task means, as who recorded it says, else as Slurm's words do. */
const endOf = (end: JobEndedEvent): JobEnd | undefined =>
  end.kind === undefined
    ? jobEndOf(end.state, end.code, end.by)
    : recordedEnd(end.kind, end.text ?? end.state);

/** A word that means nothing to us ends a task nevertheless: somebody recorded its end. */
function meaningOf(end: JobEndedEvent, packed: boolean): JobEnd {
  const known = endOf(end);
  const word = end.again ? 'stopped, to be started again' : `its job ended (${end.state})`;
  const text = end.text ?? known?.text ?? word;
  if (known === undefined) return { kind: end.again ? 'preempted' : 'lost', text, explains: false };
  // How the process of a task ended that many runs share says nothing of one of them.
  const isOthers = packed && (known.kind === 'exit' || known.kind === 'signal');
  return { ...known, ...(isOthers && { kind: 'lost' }), text };
}

const isPacked = (slot: string, { batches }: SweepFacts): boolean =>
  batches.get(parseSlot(slot)?.token ?? '')?.packed === true;

/** So many jobs that ended without starting an attempt are enough. */
const mostJobs = 3;

/**
 * Why an attempt can't be started, of which all tasks are over; undefined when nothing speaks against handing it to
 * another one.
 */
export function launchFailure(
  { handed, slots }: AttemptFacts,
  tasks: TaskLives,
): string | undefined {
  const newest = handed === undefined ? [] : tasks.lastEnds(handed.slot);
  const failures = newest.map((end) => (tasks.began(end.slot) ? undefined : failureOf(end)));
  if (failures.length > 0 && failures.every((text) => text !== undefined)) return failures[0];
  const vain = slots.filter((slot) => {
    const ends = tasks.lastEnds(slot);
    // A pack that started other runs, and had no time left for this one, was not in vain.
    return ends.length > 0 && !ends.some(isOutside) && !tasks.isOfUse(slot);
  });
  return vain.length < mostJobs
    ? undefined
    : `${vain.length} jobs ended without starting it (${newest[0]?.state ?? 'ended'})`;
}

/** A job that failed before its worker wrote a word. */
function failureOf(end: JobEndedEvent): string | undefined {
  const known = endOf(end);
  if (known === undefined || !['launch', 'exit', 'signal'].includes(known.kind)) return undefined;
  return end.text ?? known.text;
}

/** Others ended the job: it may do better next time. */
function isOutside(end: JobEndedEvent): boolean {
  const known = endOf(end);
  if (known === undefined) return true;
  return known.explains && known.kind !== 'timeout' && known.kind !== 'oom';
}
