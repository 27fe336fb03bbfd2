import { isToken, parseSlot } from './token.ts';

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
  /** How far back to look, in hours. Without it sacct looks back to midnight. */
  readonly hours: number;
}

/** Asks for all lives of tasks. Relative times spare us the cluster's clock. */
export const sacctWords = ({ tokens = [], jobs = [], hours }: SacctQuestion): readonly string[] => [
  'sacct',
  '--allocations',
  '--duplicates',
  '--noheader',
  '--parsable2',
  `--starttime=now-${Math.max(Math.ceil(hours), 1)}hours`,
  '--format=JobID,State,ExitCode,Start,NodeList,Reason,JobName',
  ...(jobs.length > 0 ? [`--jobs=${jobs.join(',')}`] : []),
  ...(tokens.length > 0 ? [`--name=${tokens.join(',')}`] : []),
];

/**
 * Reads what the command of `sacctWords` prints. Lines that are no task of a batch are left out, those of tasks that wait
 * too. Lives of a task come in the order that they had.
 */
export function parseSacct(text: string): readonly SacctLine[] {
  const lives = text
    .split('\n')
    .slice(0, text.endsWith('\n') ? undefined : -1)
    .flatMap(lifeOf)
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const seen = new Map<string, number>();
  return lives.map(({ start: _, ...life }) => {
    const id = `${life.job}_${life.task}`;
    const restarts = seen.get(id) ?? 0;
    seen.set(id, restarts + 1);
    return { ...life, restarts };
  });
}

function lifeOf(line: string): readonly (Omit<SacctLine, 'restarts'> & { start: string })[] {
  const [id = '', word = '', code = '', start = '', node = '', reason = '', ...rest] =
    line.split('|');
  const name = rest.join('|');
  const [, job, task] = /^(\d+)(?:_(\d+))?$/.exec(id) ?? [];
  const [, state, by] = /^([A-Z_]+)(?:\+| by (\S+))?$/.exec(word) ?? [];
  const known = isToken(name) ? { token: name, task: 0 } : parseSlot(name);
  if (job === undefined || state === undefined || known === undefined) return [];
  if (!/^\d+:\d+$/.test(code)) return [];
  const life = {
    token: known.token,
    job,
    task: task === undefined ? known.task : Number(task),
    state,
    code,
    reason: reason === 'None' ? '' : reason,
    // What has not started comes last.
    start: /^\d/.test(start) ? start : '~',
    ...(by !== undefined && { by }),
    ...(node !== '' && node !== 'None assigned' && { node }),
  };
  return [life];
}
