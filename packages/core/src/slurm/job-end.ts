import type { ReasonKind } from '../contexts/context.ts';

/** What the scheduler's word says of a task that goes on no more. */
export interface JobEnd {
  /** `done`: it ended by itself with code 0, which says nothing of its runs. */
  readonly kind: ReasonKind | 'done';
  /** For people. */
  readonly text: string;
  /** It ended because of something outside of it: that is why a run in it ended too, whatever code the run had. */
  readonly explains: boolean;
}

/** What was done to a task from outside of it. */
const outsideKinds: ReadonlySet<string> = new Set([
  'timeout',
  'oom',
  'cancelled',
  'preempted',
  'node',
  'interrupted',
]);

/** An end of which is known why. */
export const recordedEnd = (kind: JobEnd['kind'], text: string): JobEnd => ({
  kind,
  text,
  explains: outsideKinds.has(kind),
});

/** A state that Slurm ends a task with; the code is its exit code and signal, as numbers. */
type Row = (code: number, signal: number) => JobEnd;

const outside =
  (kind: ReasonKind, text: string): Row =>
  () => ({ kind, text, explains: true });
const inside =
  (kind: ReasonKind | 'done', text: string): Row =>
  () => ({ kind, text, explains: false });

/** "Slurm could not open the output file": a code that its own launcher ends with. */
const noOutputFile = 53;

/** A code that our worker ends with where it can not write, before it starts anything. */
const unwritable = 73;

const failed: Row = (code, signal) => {
  const kind = signal === noOutputFile ? 'launch' : signal > 0 ? 'signal' : 'exit';
  const text =
    signal === noOutputFile
      ? "Slurm could not start its job (0:53): the directory for Slurm's own output is missing, or not writable there"
      : signal > 0
        ? `its job was ended by signal ${signal}`
        : code === unwritable
          ? 'its job could not write where its files are (exit 73): is the disk there full?'
          : `its job ended with exit ${code}`;
  return { kind, text, explains: false };
};

const ends: { readonly [state: string]: Row } = {
  COMPLETED: inside('done', 'its job ended by itself'),
  FAILED: failed,
  TIMEOUT: outside('timeout', 'stopped at the time limit of its job'),
  DEADLINE: outside('timeout', 'stopped at the deadline of its job'),
  OUT_OF_MEMORY: outside('oom', 'its job ran out of memory'),
  CANCELLED: outside('cancelled', 'cancelled'),
  PREEMPTED: outside('preempted', 'stopped to make room for another job'),
  NODE_FAIL: outside('node', 'its machine failed'),
  BOOT_FAIL: outside('node', 'its machine did not start'),
  LAUNCH_FAILED: inside('launch', 'Slurm could not start its job'),
  RECONFIG_FAIL: inside('launch', 'Slurm could not prepare the machine for its job'),
  VANISHED: inside('lost', 'the scheduler knows nothing of its job'),
};

/**
 * What a state of Slurm means. Undefined: the task goes on, waits, is to be started again, or the word is unknown, so that
 * nothing is to be concluded.
 *
 * @param state one word, as squeue and sacct write it; what stands behind it is not looked at
 * @param code exit code and signal as Slurm writes them: `0:53`
 * @param by who cancelled it
 */
export function jobEndOf(state: string, code = '', by?: string): JobEnd | undefined {
  const [word = ''] = /^[A-Z_]*/.exec(state) ?? [];
  if (!Object.hasOwn(ends, word)) return undefined;
  const [exit = 0, signal = 0] = code.split(':').map((digits) => Number(digits) || 0);
  const end = ends[word]?.(exit, signal);
  if (end === undefined || end.kind !== 'cancelled' || by === undefined) return end;
  return { ...end, text: `cancelled by ${by}` };
}
