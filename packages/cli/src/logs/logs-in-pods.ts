import { ok, type RecordedExperiment, type Result, taskOf } from '@mrunner/core';
import { logPath, type PodLogs, podLogs, refreshSweep, type Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { FollowOptions, LogSource } from './log-source.ts';
import { logsHere } from './logs-here.ts';
import { rest } from './rest.ts';

/** Milliseconds until what is not there yet, or was cut, is asked for again. */
const pause = 1000;
/** Milliseconds until a cluster is asked again how a run went whose pod has ended. */
const lookPause = 5000;

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
  const whole = async (run: RecordedExperiment, attempt: number): Promise<Result<Buffer>> => {
    const source = await pods();
    if (!source.ok) return source;
    const pieces: Uint8Array[] = [];
    await source.value.read(run.index, attempt, { from: 0, told: (piece) => pieces.push(piece) });
    return ok(Buffer.concat(pieces));
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
      const bytes = await whole(run, attempt);
      return bytes.ok ? ok(lastLines(bytes.value.toString(), tail)) : bytes;
    },
    copy: async (run, attempt, tail) => {
      if (isHere(run, attempt)) return here.copy(run, attempt, tail);
      const bytes = await whole(run, attempt);
      if (!bytes.ok) return bytes;
      cli.stdout.write(lastLines(bytes.value.toString(), tail));
      return ok(bytes.value.length);
    },
    follow: (run, attempt, options) => followPod(cli, sweep, pods, { run, attempt }, options),
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

interface Followed {
  readonly run: RecordedExperiment;
  readonly attempt: number;
}

/** From its pod as long as that is there; then from what is kept of it. */
async function* followPod(
  cli: Cli,
  sweep: Sweep,
  pods: () => Promise<Result<PodLogs>>,
  { run, attempt }: Followed,
  { from, over, signal, troubled }: FollowOptions,
): AsyncGenerator<Result<string>, void> {
  const source = await pods();
  if (!source.ok) {
    yield source;
    return;
  }
  const decoder = new TextDecoder();
  const path = logPath(sweep.home, run, attempt);
  let at = from;
  let isTroubled = false;
  let looked = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const isOver = over();
    if (isOver && cli.host.files.exists(path)) break;
    const queue = pieceQueue();
    const reading = source.value
      .read(run.index, attempt, { from: at, follow: !isOver, signal, told: queue.put })
      .finally(queue.end);
    for await (const piece of queue.pieces()) yield ok(decoder.decode(piece, { stream: true }));
    const { end, isOver: hasEnded, trouble } = await reading;
    at = end;
    if (trouble !== undefined && !isTroubled) troubled(trouble);
    isTroubled = trouble !== undefined;
    if (isOver) return;
    const now = cli.host.clock.now();
    if (hasEnded && now - looked > lookPause) {
      looked = now;
      await refreshSweep(cli.host, sweep, { force: true });
    }
    if (!over()) await rest(cli.host, pause, signal);
  }
  if (signal.aborted || !cli.host.files.exists(path)) return;
  for (const chunk of cli.host.files.chunks(path, at)) {
    yield ok(decoder.decode(chunk, { stream: true }));
  }
}

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
