import { fail, mainContext, ok, type Problem, type Result, type SweepOptions } from '@mrunner/core';
import { launchCode } from '../../code/launch-code.ts';
import type { Host } from '../../host/host.ts';
import { type EnteredSweep, enterSweep } from '../../launch/enter-sweep.ts';
import type { Takes } from '../../launch/launch-events.ts';
import type { PrivateValues } from '../../pack/private-file.ts';
import { beginAlone } from '../../sweep-home/begin-alone.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { loginAdvice } from '../login-advice.ts';
import type { Refreshed } from '../look/refreshed.ts';
import { hasOpenWishes } from '../steer/open-wishes.ts';
import { gatherPrivateValues } from './gather-private-values.ts';
import { recordLeft } from './record-left.ts';
import { type Submission, type SubmitEvent, type SubmitPace, usualPace } from './submit-events.ts';
import type { SubmitOptions } from './submit-options.ts';
import { Submitter } from './submitter.ts';
import type { SubmitterParts } from './submitter-parts.ts';

/** A scheduler that answers: what of a submission is its own. */
export interface ReachedScheduler {
  /** Brings the home up to date with what ended there; also when somebody asked a moment ago (`force`). */
  readonly refresh: (options: { readonly force: boolean }) => Promise<Refreshed>;
  /** Begins to submit. */
  readonly begin: (begun: BegunSubmission) => Promise<SchedulerParts>;
  readonly close: () => void;
}

/** A submission that holds the lock of its sweep and is entered into it. */
export interface BegunSubmission extends EnteredSweep {
  readonly takes: Takes;
  /** Those of the sweep, with what was given over them. */
  readonly options: SweepOptions;
  readonly pace: SubmitPace;
  /** Of `gatherPrivateValues`. */
  readonly values: ReadonlyMap<string, PrivateValues>;
  readonly observe: (event: SubmitEvent) => void;
}

/** What a scheduler gives to the rounds of a submission. */
export interface SchedulerParts
  extends Pick<
    SubmitterParts,
    'submitLimit' | 'canaries' | 'prepare' | 'resolve' | 'draft' | 'round'
  > {
  /** What is to be done when everything is submitted, and to be told besides. */
  readonly finish?: (submission: Submission) => Submission;
}

/**
 * Gives the runs of a sweep to a scheduler, each attempt at most once, whatever happens on the way. A problem, and nothing
 * submitted: somebody else launches the sweep, a secret has no value, the cluster can't be reached.
 *
 * @param reach finds out what there is to know of the scheduler before anything changes
 */
export async function submitTo(
  host: Host,
  sweep: Sweep,
  options: SubmitOptions,
  reach: () => Promise<Result<ReachedScheduler>>,
): Promise<Result<Submission>> {
  const values = gatherPrivateValues(host, sweep, options.secrets ?? {});
  if (!values.ok) return values;
  return beginAlone(host, sweep.home, options, async (lock) => {
    const reached = await reach();
    if (!reached.ok) return reached;
    try {
      const submitted = await submit(host, sweep, reached.value, options, values.value);
      if (submitted.ok) lock.release();
      return submitted;
    } finally {
      reached.value.close();
    }
  });
}

async function submit(
  host: Host,
  sweep: Sweep,
  scheduler: ReachedScheduler,
  given: SubmitOptions,
  values: ReadonlyMap<string, PrivateValues>,
): Promise<Result<Submission>> {
  const { takes = 'planned', takeOver = false, observe = () => {}, feeds = false, signal } = given;
  const behind = await refreshFirst(sweep, scheduler);
  if (behind !== undefined) return fail(behind);
  const code = await launchCode(host, sweep);
  // What earlier launchers started lives elsewhere, so there is nothing to be found on this machine.
  const resumes = takes === 'resume';
  const entered = enterSweep(host, sweep, { takesOver: takeOver, resumes, code });
  const { events } = entered;
  events.sync();
  const options = { ...sweep.record.options, ...given.options };
  const pace = { ...usualPace, ...given.pace };
  const begun = { ...entered, takes, options, pace, values, observe };
  const { finish = (submission) => submission, ...parts } = await scheduler.begin(begun);
  const refresh = async (): Promise<void> => {
    await scheduler.refresh({ force: false });
  };
  const own = { host, sweep, takes, feeds, pace, observe, signal, refresh };
  const submitted = await new Submitter({ ...own, ...parts }).submit();
  if (!submitted.ok) {
    recordLeft(host, events, { why: 'error', text: submitted.problems[0]?.message });
    return submitted;
  }
  const { why, submission } = submitted.value;
  // What somebody wished of runs that were on their way then.
  if (hasOpenWishes(host, sweep.home)) await scheduler.refresh({ force: true });
  recordLeft(host, events, { why, text: submission.trouble });
  return ok(finish(submission));
}

/** Whoever does not know how runs have ended must not start them again. */
async function refreshFirst(
  sweep: Sweep,
  { refresh }: ReachedScheduler,
): Promise<Problem | undefined> {
  if (sweep.status().batches.size === 0) return undefined;
  const { trouble, wantsLogin } = await refresh({ force: true });
  if (trouble === undefined) return undefined;
  const context = mainContext(sweep.record);
  return {
    kind: 'unreachable',
    path: `contexts.${context.name}`,
    message: trouble,
    ...(wantsLogin && { details: [loginAdvice(context)] }),
  };
}
