import { mainContainer, type PodView } from '@mrunner/core/kubernetes';
import type { Host } from '../../host/host.ts';
import { troubleOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { silenceAlarm } from '../api/silence-alarm.ts';
import { type LogFrames, logFrames } from './log-frames.ts';
import { beginningIsGone, beginningTeller, linesMayBeGone } from './missing-lines.ts';
import { stampedParts } from './stamped-parts.ts';
import { type ToldLines, toldLines } from './told-lines.ts';
import { type ToldOutput, toldOutput } from './told-output.ts';

/** Reads the log of an attempt out of its pod, over as many connections as it takes. */
export interface PodLogReader {
  /**
   * Hands on what the attempt printed and was not handed on yet; `follow`: and what it prints from then on. Resolves when its container
   * has ended or its connection was cut, and when nothing came for long: the connection may be open at one side only, so another one
   * is to take its place.
   */
  readonly read: (options: PodLogOptions) => Promise<PodLogRead>;
  /** What was handed on, for going on in another copy of the log. */
  readonly told: () => ToldOutput;
}

export interface PodLogOptions {
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
  readonly told: (bytes: Uint8Array) => void;
  /** Milliseconds in which nothing came, after which following ends; default a minute. */
  readonly silence?: number;
}

export interface PodLogRead {
  /** All was read that there was; of a log that was followed: its end was. */
  readonly isWhole?: true;
  /** Why it was not read, or not to its end; a pod that is not there, or has not begun, is no trouble. */
  readonly trouble?: string;
}

const longestSilence = 60_000;
/** Milliseconds after which a line break is told that could have begun a frame: those come at once. */
const quiet = 250;

/**
 * See `PodLogReader`.
 *
 * @param find the pod that the attempt is in; why that can't be told, as a text
 */
export function podLogReader(
  host: Pick<Host, 'clock'>,
  api: KubeApi,
  mark: string | undefined,
  find: () => Promise<PodView | string | undefined>,
): PodLogReader {
  let known: KnownPod | undefined;
  const read = async (options: PodLogOptions): Promise<PodLogRead> => {
    const pod = await find();
    if (pod === undefined) return {};
    if (typeof pod === 'string') return { trouble: pod };
    if (known?.uid !== pod.uid) known = newPod(pod.uid, mark);
    return readOn(host, api, pod.name, known, options);
  };
  return { read, told: () => known?.output ?? toldOutput() };
}

/** A pod, and how far its log was read. */
interface KnownPod {
  readonly uid: string;
  readonly lines: ToldLines;
  readonly frames: LogFrames;
  readonly output: ToldOutput;
  /** Who hears of output. */
  sink: (bytes: Uint8Array) => void;
}

function newPod(uid: string, mark: string | undefined): KnownPod {
  const isBeginningGone = beginningTeller();
  const output = toldOutput();
  const frames = logFrames(mark, 0, (found) => {
    if (mark !== undefined && isBeginningGone(found)) {
      pod.sink(beginningIsGone);
      output.forget();
    }
    tell(pod, found.output);
  });
  const pod: KnownPod = { uid, lines: toldLines(), frames, output, sink: () => {} };
  return pod;
}

function tell({ sink, output }: KnownPod, bytes: Uint8Array): void {
  if (bytes.length === 0) return;
  sink(bytes);
  output.add(bytes);
}

async function readOn(
  host: Pick<Host, 'clock'>,
  api: KubeApi,
  name: string,
  pod: KnownPod,
  { follow = false, signal, told, silence = longestSilence }: PodLogOptions,
): Promise<PodLogRead> {
  const { lines, frames, output } = pod;
  const partsOf = stampedParts();
  const alarm = follow ? silenceAlarm(host, silence) : undefined;
  const signals = [signal, alarm?.signal].filter((it) => it !== undefined);
  const sinceTime = lines.since();
  pod.sink = told;
  lines.reconnect();
  let stopTimer = (): void => {};
  const tellQuietly = (): void => {
    if (!output.endsLine()) tell(pod, frames.rest());
  };
  const answer = await api.log(
    name,
    {
      container: mainContainer,
      follow,
      timestamps: true,
      ...(sinceTime !== undefined && { sinceTime }),
      ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
    },
    (piece) => {
      alarm?.heard();
      stopTimer();
      const fresh: Uint8Array[] = [];
      for (const part of partsOf(piece)) {
        const { bytes, isGap } = lines.take(part);
        if (isGap) {
          tell(pod, frames.rest());
          if (!output.endsLine()) told(Buffer.from('\n'));
          told(linesMayBeGone);
          output.forget();
        }
        fresh.push(bytes);
      }
      frames.take(Buffer.concat(fresh));
      if (follow) stopTimer = host.clock.after(quiet, tellQuietly);
    },
  );
  alarm?.off();
  stopTimer();
  tell(pod, frames.rest());
  if (answer.kind === 'done' && answer.code < 300) return { isWhole: true };
  if (alarm?.signal.aborted || signal?.aborted) return {};
  // It is not there, or has not begun.
  const isAbsent = answer.kind === 'done' && (answer.code === 404 || answer.code === 400);
  return isAbsent ? {} : { trouble: troubleOf(answer) };
}
