import { gpuChoice } from '../slots/gpu-names.ts';
import { isTaskSlot } from '../slurm/token.ts';
import type { SweepEvent } from './event.ts';

/** What a piece of a file of `events/` holds. */
export interface EventLines {
  readonly events: readonly SweepEvent[];
  /** Whether something in it is no whole event: a line that was cut off by a crash or a full disk. */
  readonly torn: boolean;
  /** For reading the piece that follows. */
  readonly context: FileContext;
}

/** What lines of a file tell about the lines after them. */
export interface FileContext {
  /** A worker's clock, paired with everybody's: milliseconds since the epoch, seconds since the boot. */
  readonly clock?: { readonly time: number; readonly up: number };
  /** Id of the launcher that writes the file. */
  readonly launcher?: string;
  /** The slot on a cluster that writes it. */
  readonly slot?: string;
}

/**
 * Reads a file of `events/`, or a piece of one. Never fails: what is no whole event is left out. Lines of a worker get a
 * `time` from its first line, which pairs its clock with everybody's; that a launcher left gets the `id` of its first line,
 * and the starts in a task on a cluster get its `slot`.
 */
export function parseEventLines(text: string, context: FileContext = {}): EventLines {
  const parsed = parseLines(text);
  const events: SweepEvent[] = [];
  let torn = parsed.torn;
  let { clock, launcher, slot } = context;
  for (const candidate of parsed.values) {
    if (!isSweepEvent(candidate)) {
      torn = true;
      continue;
    }
    if (candidate.event === 'worker' && candidate.up !== undefined) {
      clock = { time: candidate.time, up: candidate.up };
    }
    if (candidate.event === 'worker' && isTaskSlot(candidate.slot)) slot = candidate.slot;
    if (candidate.event === 'launcher') launcher = candidate.id;
    if (candidate.event === 'left' && launcher !== undefined) {
      events.push({ id: launcher, ...candidate });
    } else {
      const timed = clock === undefined ? candidate : withTime(candidate, clock);
      events.push(slot === undefined || timed.event !== 'start' ? timed : { slot, ...timed });
    }
  }
  const after = {
    ...(clock && { clock }),
    ...(launcher !== undefined && { launcher }),
    ...(slot !== undefined && { slot }),
  };
  return { events, torn, context: after };
}

function withTime(event: SweepEvent, clock: NonNullable<FileContext['clock']>): SweepEvent {
  if ((event.event !== 'start' && event.event !== 'exit') || event.up === undefined) return event;
  if (event.time !== undefined) return event;
  return { ...event, time: Math.round(clock.time + (event.up - clock.up) * 1000) };
}

function parseLines(text: string): { values: readonly unknown[]; torn: boolean } {
  const end = text.lastIndexOf('\n') + 1;
  const whole = text.slice(0, end);
  const torn = end < text.length;
  // One parse of all lines is twice as fast as one each; it fails as a whole when one of them is torn.
  try {
    const values: unknown = JSON.parse(`[${whole.trimEnd().replaceAll('\n', ',')}]`);
    if (Array.isArray(values)) return { values, torn };
  } catch {
    // Line by line, then.
  }
  const lines = whole.split('\n').filter((line) => line !== '');
  const values = lines.map(parseLine).filter((value) => value !== undefined);
  return { values, torn: torn || values.length < lines.length };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Checks what the fold relies on; a line of other software, or of a newer mrunner, is left out. */
function isSweepEvent(value: unknown): value is SweepEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as { readonly [key: string]: unknown };
  const ofRun = Number.isSafeInteger(event.run) && Number.isSafeInteger(event.attempt);
  switch (event.event) {
    case 'start':
      return ofRun && (event.slot === undefined || typeof event.slot === 'string');
    case 'again':
    case 'asked':
    case 'ended':
      return ofRun;
    case 'exit':
      return ofRun && Number.isSafeInteger(event.code);
    case 'handed':
      return ofRun && typeof event.slot === 'string';
    case 'stop':
      return ofRun && typeof event.cause === 'string';
    case 'launch-failed':
      return ofRun && typeof event.text === 'string';
    case 'worker':
      return typeof event.slot === 'string' && typeof event.time === 'number';
    case 'launcher':
      return typeof event.id === 'string' && typeof event.time === 'number';
    case 'cancel':
      return typeof event.time === 'number' && (event.runs === 'all' || Array.isArray(event.runs));
    case 'pause':
    case 'go-on':
      return typeof event.time === 'number';
    case 'update':
      return typeof event.time === 'number' && isUpdate(event);
    case 'retry':
      return (
        typeof event.time === 'number' && Array.isArray(event.runs) && event.runs.every(isWanted)
      );
    case 'left':
      return typeof event.why === 'string';
    case 'batch':
      return isBatch(event);
    case 'submitted':
      return isOfBatch(event) && typeof event.job === 'string';
    case 'unsubmitted':
      return isOfBatch(event) && typeof event.why === 'string';
    case 'job-ended':
      return (
        typeof event.slot === 'string' &&
        typeof event.time === 'number' &&
        typeof event.state === 'string' &&
        (event.kind === undefined || typeof event.kind === 'string')
      );
    default:
      return false;
  }
}

const isOfBatch = ({ token, time }: { readonly [key: string]: unknown }): boolean =>
  typeof token === 'string' && typeof time === 'number';

const isBatch = (event: { readonly [key: string]: unknown }): boolean =>
  isOfBatch(event) &&
  Number.isSafeInteger(event.tasks) &&
  Array.isArray(event.runs) &&
  event.runs.every(
    (pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isSafeInteger),
  );

const isUpdate = ({ parallel, gpus }: { readonly [key: string]: unknown }): boolean =>
  (parallel === undefined || isCount(parallel) || parallel === 'auto') &&
  (gpus === undefined || (typeof gpus === 'string' && gpuChoice(gpus).ok));

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;

function isWanted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { run, attempt } = value as { readonly [key: string]: unknown };
  return Number.isSafeInteger(run) && Number.isSafeInteger(attempt);
}
