import { ok, type RecordedExperiment, type Result, taskOf } from '@mrunner/core';
import {
  logPath,
  type PodLogReader,
  type PodLogs,
  podLogs,
  refreshSweep,
  restOfLog,
  type Sweep,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { FollowOptions, LogSource } from './log-source.ts';
import { logsHere } from './logs-here.ts';
import { rest } from './rest.ts';

/** Milliseconds until what is not there yet, or was cut, is asked for again. */
const pause = 1000;
/** Milliseconds until a cluster is asked again how a run went whose pod has ended. */
const lookPause = 5000;
/** Milliseconds in which a log must say that it ends when its run is known to have ended. */
const endPause = 5000;

/**
 * Reads logs of runs that are in pods: of those that go on from their pods, of others what was kept of them at home. A run that shares its
 * pod with others has a log when it has ended.
 */
export const logsInPods = (cli: Cli, sweep: Sweep): LogSource => {
  const here = logsHere(cli, sweep);
  let opened: Promise<Result<PodLogs>> | undefined;
  const pods = (): Promise<Result<PodLogs>> => {
    opened ??= podLogs(cli.host, sweep);
    return opened;
  };
  const isHere = (run: RecordedExperiment, attempt: number): boolean =>
    cli.host.files.exists(logPath(sweep.home, run, attempt)) && !isGoing(sweep, run, attempt);
  /** Where copying a log ended, following it begins. */
  let copied: (Followed & { readonly reader: PodLogReader }) | undefined;
  const whole = async (run: RecordedExperiment, attempt: number): Promise<Result<WholeLog>> => {
    const source = await pods();
    if (!source.ok) return source;
    const pieces: Uint8Array[] = [];
    const reader = source.value.of(run.index, attempt);
    await reader.read({ told: (piece) => pieces.push(piece) });
    return ok({ reader, bytes: Buffer.concat(pieces) });
  };
  return {
    attempts: async (run) => {
      const kept = await here.attempts(run);
      if (!kept.ok) return kept;
      const going = goingAttempt(sweep, run);
      const all = new Set([...kept.value, ...(going === undefined ? [] : [going])]);
      return ok([...all].sort((a, b) => a - b));
    },
    path: here.path,
    text: async (run, attempt, tail) => {
      if (isHere(run, attempt)) return here.text(run, attempt, tail);
      const log = await whole(run, attempt);
      return log.ok ? ok(lastLines(log.value.bytes.toString(), tail)) : log;
    },
    copy: async (run, attempt, tail) => {
      if (isHere(run, attempt)) return here.copy(run, attempt, tail);
      const log = await whole(run, attempt);
      if (!log.ok) return log;
      const { reader, bytes } = log.value;
      copied = { run, attempt, reader };
      cli.stdout.write(tail === undefined ? bytes : lastLines(bytes.toString(), tail));
      return ok(bytes.length);
    },
    follow: async function* (run, attempt, options) {
      const isCopied = copied?.run.index === run.index && copied.attempt === attempt;
      // It was copied from what is kept of it.
      if (!isCopied || copied === undefined) yield* here.follow(run, attempt, options);
      else yield* followPod(cli, sweep, copied, options);
    },
    tailOf: here.tailOf,
    close: () => {
      void opened?.then((source) => source.ok && source.value.close());
    },
  };
};

const isGoing = (sweep: Sweep, run: RecordedExperiment, attempt: number): boolean =>
  goingAttempt(sweep, run) === attempt;

const goingAttempt = (sweep: Sweep, { index }: RecordedExperiment): number | undefined => {
  const { of, batches } = sweep.status();
  const run = of(index);
  const isShared = batches.get(taskOf(run)?.token ?? '')?.isPacked === true;
  return run.state === 'running' && !isShared ? run.attempt : undefined;
};

const lastLines = (text: string, tail: number | undefined): string => {
  if (tail === undefined) return text;
  const lines = text.replace(/\n$/, '').split('\n');
  const kept = tail === 0 ? [] : lines.slice(-tail);
  return kept.length === 0 || text === ''
    ? ''
    : `${kept.join('\n')}${text.endsWith('\n') ? '\n' : ''}`;
};

interface WholeLog {
  readonly reader: PodLogReader;
  readonly bytes: Buffer;
}

interface Followed {
  readonly run: RecordedExperiment;
  readonly attempt: number;
}

/** From its pod as long as that is there; then from what is kept of it. */
async function* followPod(
  cli: Cli,
  sweep: Sweep,
  { run, attempt, reader }: Followed & { readonly reader: PodLogReader },
  { over, signal, troubled }: FollowOptions,
): AsyncGenerator<Result<string>, void> {
  const decoder = new TextDecoder();
  const path = logPath(sweep.home, run, attempt);
  let isTroubled = false;
  let looked = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const isOver = over();
    const queue = pieceQueue();
    const following = followEnd(cli, over);
    const reading = reader
      .read({
        follow: !isOver,
        signal: AbortSignal.any([signal, following.signal]),
        told: (piece) => {
          following.heard();
          queue.put(piece);
        },
      })
      .finally(queue.end);
    for await (const piece of queue.pieces()) yield ok(decoder.decode(piece, { stream: true }));
    const { isWhole, trouble } = await reading;
    following.off();
    if (isOver && isWhole) return;
    if (isOver) break;
    if (trouble !== undefined && !isTroubled) troubled(trouble);
    isTroubled = trouble !== undefined;
    const now = cli.host.clock.now();
    if (isWhole && now - looked > lookPause) {
      looked = now;
      await refreshSweep(cli.host, sweep, { force: true });
    }
    if (!over()) await rest(cli.host, pause, signal);
  }
  if (signal.aborted || !cli.host.files.exists(path)) return;
  for (const chunk of restOfLog(cli.host, path, reader.told())) {
    yield ok(decoder.decode(chunk, { stream: true }));
  }
}

/** Its signal is aborted when a run is over and its log has said nothing for a while: its connection may not have told of its end. */
const followEnd = ({ host }: Cli, over: () => boolean) => {
  const end = new AbortController();
  let wasOver = false;
  let stop = (): void => {};
  const heard = (): void => {
    wasOver = false;
  };
  const next = (): void => {
    stop = host.clock.after(endPause, () => {
      if (wasOver) return end.abort();
      wasOver = over();
      next();
    });
  };
  next();
  return { signal: end.signal, heard, off: () => stop() };
};

/** Pieces that come by callback, one after another. */
function pieceQueue() {
  const waiting: Uint8Array[] = [];
  let isOver = false;
  let wake = (): void => {};
  return {
    put: (piece: Uint8Array): void => {
      waiting.push(piece);
      wake();
    },
    end: (): void => {
      isOver = true;
      wake();
    },
    async *pieces(): AsyncGenerator<Uint8Array, void> {
      for (;;) {
        const piece = waiting.shift();
        if (piece !== undefined) yield piece;
        else if (isOver) return;
        else {
          const { promise, resolve } = Promise.withResolvers<void>();
          wake = resolve;
          await promise;
        }
      }
    },
  };
}
