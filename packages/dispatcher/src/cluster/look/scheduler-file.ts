import { type TaskLine, taskRanges } from '@mrunner/core';
import type { Host } from '../../host/host.ts';

/** What the scheduler said last of a sweep: `scheduler.json` in its home. It only saves asking again; states do not depend on it. */
export interface SchedulerView {
  /** When it was asked last, in milliseconds since the epoch. */
  readonly askedAt: number;
  /** When it answered last. */
  readonly asOf?: number;
  /** Why it did not answer since. */
  readonly trouble?: string;
  readonly wantsLogin?: true;
  /** It was not asked, as the way there was closed. */
  readonly isUnreached?: true;
  /** The work directory, when it is not there, or lacks files of tasks that have not ended. */
  readonly gone?: string;
  /** Ended tasks whose siblings in a composite are to be stopped, of which the cluster has not heard; by slot. */
  readonly unstopped?: readonly string[];
  /** What its user may not do there, in sentences that were told. */
  readonly toldLacks?: readonly string[];
  /** Tasks that had not ended. */
  readonly tasks: readonly TaskGroup[];
  /** Tasks that it did not know, or whose records were not there: since when, by slot. */
  readonly missed: readonly (readonly [slot: string, since: number])[];
}

/** What is told of tasks that were submitted to wait for canaries, as long as these may work. */
export const forCanaries = 'until the first runs work';

/** A task that has not ended. */
export interface LivingTask extends TaskLine {
  /** What is to be told of it, where its scheduler's own words do not say that. */
  readonly told?: { readonly text: string; readonly never: boolean; readonly advice?: string };
}

/** Tasks of a batch of which it said the same. */
export interface TaskGroup
  extends Pick<LivingTask, 'token' | 'job' | 'state' | 'reason' | 'start' | 'node' | 'told'> {
  /** `0-3,7`. */
  readonly tasks: string;
  /** How often the scheduler started them again; absent when it did not. */
  readonly restarts?: number;
}

const fileName = 'scheduler.json';
/** Raised when an older one can't be understood. */
const format = 1;

/** Undefined when the scheduler was never asked. */
export function readSchedulerView(
  { files }: Pick<Host, 'files'>,
  home: string,
): SchedulerView | undefined {
  try {
    const read = JSON.parse(files.read(`${home}/${fileName}`) ?? 'null');
    return read?.format === format ? (read as SchedulerView) : undefined;
  } catch {
    return undefined;
  }
}

/** Whoever else looks at the same time writes its own: either is true. */
export function writeSchedulerView(
  { files }: Pick<Host, 'files'>,
  home: string,
  view: SchedulerView,
): void {
  files.replace(`${home}/${fileName}`, `${JSON.stringify({ format, ...view })}\n`);
}

/** What is remembered when it did not answer: everything of its last answer, and nothing of earlier troubles. */
export const unanswered = (
  { asOf, tasks, missed, unstopped, toldLacks }: SchedulerView,
  trouble: Pick<SchedulerView, 'askedAt' | 'trouble' | 'wantsLogin' | 'isUnreached'>,
): SchedulerView => ({
  ...(asOf !== undefined && { asOf }),
  ...(unstopped !== undefined && { unstopped }),
  ...(toldLacks !== undefined && { toldLacks }),
  tasks,
  missed,
  ...trouble,
});

/** Puts tasks together of which the scheduler says the same. */
export function groupTasks(lines: readonly LivingTask[]): readonly TaskGroup[] {
  const groups = Map.groupBy(
    lines,
    ({ token, job, state, reason, restarts, start = '', node = '', told }) =>
      [token, job, state, reason, restarts, start, node, told?.text, told?.advice].join(' '),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { token, job, state, reason, restarts, start, node, told } = first;
    return {
      token,
      job,
      state,
      reason,
      ...(restarts > 0 && { restarts }),
      ...(start !== undefined && { start }),
      ...(node !== undefined && { node }),
      ...(told !== undefined && { told }),
      tasks: taskRanges(group.map(({ task }) => task)),
    };
  });
}
