import { expandRanges } from './task-ranges.ts';
import { isToken, parseSlot } from './token.ts';

/** What squeue says of one task. */
export interface TaskLine {
  /** The job's name: the token of a batch. */
  readonly token: string;
  /** Id of the array. */
  readonly job: string;
  readonly task: number;
  /** How often Slurm started it again. Lives before that are over. */
  readonly restarts: number;
  /** Slurm's word, in capitals. */
  readonly state: string;
  readonly reason: string;
  /** When it will start, as Slurm guesses, or has started: `2026-11-23T10:00:00`, in the cluster's time. */
  readonly start?: string;
  /** Where it runs, or ran. */
  readonly node?: string;
  /** Of an ended one: exit code and signal as Slurm writes them elsewhere, `0:53`. */
  readonly code?: string;
}

/** More names than these make the call too long: then all jobs of the user are listed. */
const fewTokens = 50;

/** The name comes last: it alone may hold anything. */
const fields = [
  'ArrayJobID',
  'ArrayTaskID',
  'State',
  'RestartCnt',
  'exit_code',
  'StartTime',
  'NodeList',
  'Reason',
  'Name',
];

/**
 * Asks for all tasks of some batches, those too that ended within MinJobAge. Tasks that wait are told of in one line; so
 * that it is not cut off, the environment must have `SLURM_BITSTR_LEN=0`. Several squeue at once would be no help: this
 * one asks for everything that there is to know.
 */
export const squeueWords = (tokens: readonly string[]): readonly string[] => [
  'squeue',
  '--me',
  '--states=all',
  // A separator behind a blank, and no width: then nothing is cut off.
  `--Format=${fields.map((field) => `${field}: |`).join(',')}`,
  ...(tokens.length > 0 && tokens.length <= fewTokens ? [`--name=${tokens.join(',')}`] : []),
];

/**
 * Reads what the command of `squeueWords` prints, a line a task. Undefined when that is no whole answer: without the line
 * of headings, or cut off. What is not in a whole answer is not with the scheduler, so nothing may look like one by mistake.
 * Jobs that are no batch of mrunner's are left out.
 */
export function parseSqueue(text: string): readonly TaskLine[] | undefined {
  if (!text.endsWith('\n')) return undefined;
  const lines = text.split('\n').slice(0, -1);
  const heading = lines.findIndex((line) => /^ARRAY_JOB_ID\s*\|ARRAY_TASK_ID\s*\|/.test(line));
  if (heading === -1) return undefined;
  const tasks: TaskLine[] = [];
  for (const line of lines.slice(heading + 1)) {
    // Sites that print words before an answer also print some behind it.
    if (!/^\d+\s*\|/.test(line)) continue;
    const found = tasksOf(line);
    if (found === undefined) return undefined;
    tasks.push(...found);
  }
  return tasks;
}

/** What waited of an array, and was cancelled: all of its tasks that have no line of their own. */
export interface CancelledRest {
  readonly token: string;
  /** Id of the array. */
  readonly job: string;
}

/** The lines of a whole answer that `parseSqueue` finds no task in, because Slurm does not list those that were cancelled before they started. */
export function cancelledRests(text: string): readonly CancelledRest[] {
  return text.split('\n').flatMap((line) => {
    if (!/^\d+\s*\|/.test(line)) return [];
    const cells = cellsOf(line);
    const [job, ids, state, , , , node] = cells;
    const token = nameOf(cells);
    if (job === undefined || !isToken(token) || !isCancelledRest(ids, state, node)) return [];
    return [{ token, job }];
  });
}

const cellsOf = (line: string): readonly string[] => line.split('|').map((cell) => cell.trim());

/** Behind all other cells, and before the separator at the end. */
const nameOf = (cells: readonly string[]): string => cells.slice(fields.length - 1, -1).join('|');

const isCancelledRest = (
  ids: string | undefined,
  state: string | undefined,
  node: string | undefined,
): boolean =>
  ids === 'N/A' && state?.startsWith('CANCELLED') === true && (node === '' || node === '(null)');

function tasksOf(line: string): readonly TaskLine[] | undefined {
  const cells = cellsOf(line);
  const [job, ids, state, restarts, code, start, node, reason, ...rest] = cells;
  if (job === undefined || ids === undefined || rest.length < 2) return undefined;
  const name = nameOf(cells);
  const known = isToken(name) ? { token: name, task: 0 } : parseSlot(name);
  if (known === undefined) return [];
  if (isCancelledRest(ids, state, node)) return [];
  // `6-9%5`: how many at a time stands behind.
  const tasks = ids === 'N/A' ? [known.task] : expandRanges(ids.replace(/%\d+$/, ''));
  if (tasks === undefined || state === undefined || !/^\d+$/.test(restarts ?? '')) return undefined;
  const ended = endCode(code ?? '');
  const common = {
    token: known.token,
    job,
    restarts: Number(restarts),
    state,
    reason: reason === 'None' ? '' : (reason ?? ''),
    ...(start !== undefined && /^\d/.test(start) && { start }),
    ...(node !== undefined && node !== '' && node !== '(null)' && { node }),
    ...(ended !== undefined && !goesOn.has(state) && { code: ended }),
  };
  return tasks.map((task) => ({ ...common, task }));
}

/** There is no code yet, though squeue writes one. */
const goesOn: ReadonlySet<string> = new Set(['PENDING', 'RUNNING', 'CONFIGURING', 'SUSPENDED']);

/** The status as the system has it: the signal in the lowest seven bits, else the code above eight. */
function endCode(text: string): string | undefined {
  if (/^\d+:\d+$/.test(text)) return text;
  if (!/^\d+$/.test(text)) return undefined;
  const signal = Number(text) & 127;
  return signal === 0 ? `${(Number(text) >> 8) & 255}:0` : `0:${signal}`;
}
