import {
  type BatchStatus,
  hasEnded,
  indexesText,
  jobEndOf,
  type LauncherEvent,
  parseIndexes,
  pendingText,
  type RunStatus,
  taskOf,
} from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import { isPaused, lastPace } from '../../wishes/is-paused.ts';
import { endedCanaries } from '../canaries.ts';
import {
  forCanaries,
  readSchedulerView,
  type SchedulerView,
  type TaskGroup,
} from './scheduler-file.ts';

/** What the scheduler said last of runs that have not ended. */
export interface SchedulerStatus {
  /** When it answered last, in milliseconds since the epoch. */
  readonly asOf: number;
  /** Why it did not answer since. */
  readonly trouble?: string;
  /** Undefined of runs that have ended, that were not given to it, and that simply run. */
  readonly of: (run: RunStatus) => WaitText | undefined;
}

/** Why a run does not run yet, or what else there is to say of its task. */
export interface WaitText {
  readonly text: string;
  /** It will never start by itself. */
  readonly never: boolean;
  /** What a person may do then. */
  readonly advice?: string;
  /** The scheduler's word: `PENDING`. */
  readonly state: string;
}

/** What the events of a sweep say, of which the scheduler knows nothing. */
interface Folded {
  /** All that there were, by id. */
  readonly launchers: ReadonlyMap<string, LauncherEvent>;
  /** By token. */
  readonly batches: ReadonlyMap<string, BatchStatus>;
  readonly of: (index: number) => RunStatus;
}

/** Reads what is remembered of the scheduler's last answer; undefined when it never gave one. */
export function schedulerStatus(
  host: Pick<Host, 'files'>,
  home: string,
  folded: Folded,
): SchedulerStatus | undefined {
  const view = readSchedulerView(host, home);
  if (view?.asOf === undefined) return undefined;
  const find = taskFinder(view);
  let pause: Pause | undefined;
  let first: WaitOfHeld | undefined;
  return {
    asOf: view.asOf,
    ...(view.trouble !== undefined && { trouble: view.trouble }),
    of: (run) => {
      if (hasEnded(run.state) || run.state === 'planned') return undefined;
      const place = taskOf(run) ?? taskOf(run.attempts.at(-1) ?? {});
      if (place === undefined) return undefined;
      const group =
        place.task === undefined ? find.any(place.token) : find.task(place.token, place.task);
      if (group?.state === 'PENDING') {
        pause ??= readPause(host, home, folded.launchers);
        const waits = pendingOf(group, pause);
        const isHeld =
          group.told?.text === forCanaries ||
          (waits.advice !== undefined && heldReason.test(group.reason));
        if (!isHeld || pause !== 'none' || folded.batches.get(place.token)?.isHeld !== true)
          return waits;
        first ??= heldForCanaries(folded);
        return { ...first, state: group.state };
      }
      return group && waitText(run, group, place.task === undefined);
    },
  };
}

type Group = Pick<TaskGroup, 'state' | 'reason' | 'restarts' | 'told'>;

/** What a pause holds: everything, only what was submitted before it, or nothing. */
type Pause = 'all' | 'some' | 'none';

function readPause(
  host: Pick<Host, 'files'>,
  home: string,
  launchers: ReadonlyMap<string, LauncherEvent>,
): Pause {
  if (lastPace(host, home) !== 'pause') return 'none';
  return isPaused(host, home, { launchers }) ? 'all' : 'some';
}

/** Slurm's word for a task that is held depends on who held it: root is no user of its own jobs. */
const heldReason = /^\(?Job(?:Held|ArrayTaskHeld)/;

function pendingOf({ state, reason, restarts, told }: Group, pause: Pause): WaitText {
  const isHeld = pause === 'all' || (pause === 'some' && heldReason.test(reason));
  if (isHeld) return { state, text: 'paused', never: true, advice: 'mrun resume' };
  return { state, ...(told ?? pendingText(reason, restarts)) };
}

type WaitOfHeld = Omit<WaitText, 'state'>;

/** Why something is held that was submitted to be held. */
function heldForCanaries(folded: Folded): WaitOfHeld {
  const ended = endedCanaries(folded);
  if (ended === undefined) return { text: forCanaries, never: false };
  const { count, failed } = ended;
  const which = failed.length === 0 ? '' : ` (${indexesText(failed)})`;
  const text = `held: ${count - failed.length} of the first ${count} runs succeeded${which}`;
  return { text, never: true, advice: 'mrun resume starts it all the same' };
}

/** Finds what was said of a task, and of the task of a batch that is nearest to starting something. */
function taskFinder({ tasks, missed }: SchedulerView) {
  let byTask: Map<string, Map<number, Group>> | undefined;
  const read = (): Map<string, Map<number, Group>> => {
    const found = new Map<string, Map<number, Group>>();
    for (const group of tasks) {
      const known = found.get(group.token) ?? new Map<number, Group>();
      found.set(group.token, known);
      const ranges = parseIndexes(group.tasks, 'tasks');
      for (const [from, to] of ranges.ok ? ranges.value : []) {
        for (let task = from; task <= to; task++) known.set(task, group);
      }
    }
    return found;
  };
  const gone = new Set(missed.map(([slot]) => slot));
  const all = (token: string): ReadonlyMap<number, Group> => {
    byTask ??= read();
    return byTask.get(token) ?? new Map();
  };
  return {
    task: (token: string, task: number): Group | undefined =>
      all(token).get(task) ??
      (gone.has(`${token}-${task}`) ? { state: 'VANISHED', reason: '' } : undefined),
    any: (token: string): Group | undefined => {
      const groups = [...new Set(all(token).values())];
      return (
        groups.find(({ state }) => state !== 'PENDING') ??
        groups.find(({ reason, told }) => !(told ?? pendingText(reason)).never) ??
        groups[0]
      );
    },
  };
}

/** Words for states in which a run neither waits nor simply runs. */
const stateTexts: { readonly [state: string]: string } = {
  CONFIGURING: 'its machine is being made ready',
  SUSPENDED: 'suspended by the cluster',
  STOPPED: 'stopped by the cluster',
  COMPLETING: 'ending',
  REQUEUED: 'to be started again',
  VANISHED: 'the scheduler does not know it any more; its records may still come',
};

/** States in which a task waits for a person. */
const heldStates: readonly string[] = ['REQUEUE_HOLD', 'SPECIAL_EXIT', 'RESV_DEL_HOLD'];

function waitText(
  { state: runState }: RunStatus,
  { state, told }: Group,
  isPacked: boolean,
): WaitText | undefined {
  if (told !== undefined) return { state, ...told };
  if (heldStates.includes(state)) {
    return {
      state,
      text: `held by the cluster (${state})`,
      never: true,
      advice: 'scontrol release',
    };
  }
  const word = stateTexts[state];
  if (word !== undefined) return { state, text: word, never: false };
  if (runState !== 'pending') return undefined;
  if (jobEndOf(state) !== undefined) {
    return { state, text: 'its job has ended; its records may still come', never: false };
  }
  const text = isPacked ? 'waiting for its turn in a task that runs' : 'starting';
  return { state, text, never: false };
}
