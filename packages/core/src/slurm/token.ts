/** The first letters of every job name that mrunner makes. */
const prefix = 'mr-';

/**
 * Name of a batch, which the scheduler keeps as the job's name: by it a batch is found again whatever happened to the
 * answer of sbatch. `n` counts the batches of a launcher.
 *
 * @example batchToken('20261122-1607-brave-otter', 'k3j9x', 0) === 'mr-brave-otter-k3j9x-0'
 */
export const batchToken = (sweepId: string, launcher: string, n: number): string =>
  `${prefix}${sweepId.replace(/^\d+-\d+-/, '')}-${launcher}-${n}`;

/** Which of the processes of a task, and which of its lives. */
export interface SlotOfTask {
  /** Of runs side by side in one task; absent when it has one place for runs. */
  readonly slot?: number;
  /** How often the scheduler had started the task before (`SLURM_RESTART_COUNT`). Default: 0. */
  readonly restarts?: number;
}

/**
 * Where attempts run on a cluster: `<token>-<task>[.<slot>][.r<restarts>]`.
 *
 * @example taskSlot('mr-brave-otter-k3j9x-0', 7, { restarts: 1 }) === 'mr-brave-otter-k3j9x-0-7.r1'
 */
export const taskSlot = (
  token: string,
  task: number,
  { slot, restarts = 0 }: SlotOfTask = {},
): string =>
  `${token}-${task}${slot === undefined ? '' : `.${slot}`}${restarts > 0 ? `.r${restarts}` : ''}`;

/** What the name of a slot on a cluster says. */
export interface TaskOfSlot extends SlotOfTask {
  readonly token: string;
  readonly task: number;
  readonly restarts: number;
}

const slotPattern = /^(mr-.+-\d+)-(\d+)(?:\.(\d+))?(?:\.r(\d+))?$/;

/** Reads what `taskSlot` made; undefined for the slots of launchers, and for tokens. */
export function parseSlot(text: string): TaskOfSlot | undefined {
  const [, token, task, slot, restarts = '0'] = slotPattern.exec(text) ?? [];
  if (token === undefined || !isToken(token)) return undefined;
  return {
    token,
    task: Number(task),
    ...(slot !== undefined && { slot: Number(slot) }),
    restarts: Number(restarts),
  };
}

const tokenPattern = /^mr-.+-([a-z0-9]+)-\d+$/i;

/** Whether a text has the form of `batchToken`. */
export const isToken = (text: string): boolean => tokenPattern.test(text);

/** Whether a slot is of a task on a cluster. Launchers' ids have no dashes, so theirs never are. */
export const isTaskSlot = (slot: string): boolean => slot.startsWith(prefix);

/** Id of the launcher that made a token. */
export const launcherOfToken = (token: string): string => tokenPattern.exec(token)?.[1] ?? '';
