import {
  type AttemptEnd,
  failureTextOf,
  isOutOfMemory,
  parseEventLines,
  type ReasonKind,
  reasonKinds,
  runFileNames,
  type StopCause,
  sweepFileNames,
} from '@mrunner/core';
import type { Host } from '../host/host.ts';

/** An attempt whose end is looked into. */
export interface EndedAttempt {
  readonly index: number;
  readonly attempt: number;
  readonly directory: string;
  readonly slot: string;
  readonly cause?: StopCause | undefined;
  /** Whether the kernel killed it for lack of memory. */
  readonly isOom?: boolean;
}

/** All that can be found out about an end, beyond the code that the worker told. */
export function endWithEvidence(
  host: Pick<Host, 'files'>,
  home: string,
  run: EndedAttempt,
  code: number,
): AttemptEnd {
  if (run.cause !== undefined) return { code, stop: run.cause };
  if (code === 0) return { code };
  if (code === 126 || code === 127) {
    const { launchFailed } = workerEvidence(host, home, run);
    if (launchFailed !== undefined) return { code, launchFailed };
  }
  if (run.isOom) return { code, kind: 'oom', text: 'the kernel killed it: out of memory' };
  const words = failureWords(host, run.directory, run.attempt);
  const isOom = words.kind === undefined && isOutOfMemory(words.text ?? '');
  return { code, ...words, ...(isOom && { kind: 'oom' }) };
}

/** What an ended attempt says about itself. */
export interface FailureWords {
  readonly kind?: ReasonKind;
  readonly text?: string;
}

/** What of the end of a log is looked at. */
export const tailBytes = 1 << 13;

/**
 * The script's own words on its failure: from `metrics.jsonl`, where the runtime puts them, else from the end of its log.
 *
 * @param log that end, where it is not in a file here
 */
export function failureWords(
  host: Pick<Host, 'files'>,
  directory: string,
  attempt: number,
  log = host.files.readTail(`${directory}/${runFileNames.log(attempt)}`, tailBytes),
): FailureWords {
  const metrics = host.files.readTail(`${directory}/${runFileNames.metrics}`, tailBytes);
  const said = failureLine(metrics, attempt);
  if (said !== undefined) return said;
  const text = failureTextOf(log);
  return text === undefined ? {} : { text };
}

/** The newest `{"failure": {kind, text}}` of an attempt in lines of metrics. */
export function failureLine(lines: string, attempt: number): FailureWords | undefined {
  for (const line of lines.split('\n').reverse()) {
    if (!line.includes('"failure"')) continue;
    const failure = parseFailure(line, attempt);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function parseFailure(line: string, attempt: number): FailureWords | undefined {
  try {
    const { failure, attempt: of = attempt } = JSON.parse(line);
    if (of !== attempt || typeof failure?.text !== 'string') return undefined;
    const kind = reasonKinds.find((known) => known === failure.kind);
    // That it exited is known; the code may tell more.
    return { ...(kind !== undefined && kind !== 'exit' && { kind }), text: failure.text };
  } catch {
    return undefined;
  }
}

/** What a worker recorded of an attempt's end, for when it could not tell. */
export interface WorkerEvidence {
  readonly started: boolean;
  readonly code?: number;
  readonly launchFailed?: string;
}

/** Looks into a worker's file of events. */
export function workerEvidence(
  host: Pick<Host, 'files'>,
  home: string,
  run: Pick<EndedAttempt, 'index' | 'attempt' | 'slot'>,
): WorkerEvidence {
  const path = `${home}/${sweepFileNames.workerEvents(run.slot)}`;
  const { events } = parseEventLines(host.files.readTail(path, tailBytes));
  const mine = events.filter(
    (event) => 'run' in event && event.run === run.index && event.attempt === run.attempt,
  );
  const exit = mine.find((event) => event.event === 'exit');
  const failed = mine.find((event) => event.event === 'launch-failed');
  return {
    started: mine.some((event) => event.event === 'start'),
    ...(exit !== undefined && { code: exit.code }),
    ...(failed !== undefined && { launchFailed: failed.text }),
  };
}
