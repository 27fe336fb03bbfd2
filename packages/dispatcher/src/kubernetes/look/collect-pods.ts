import { runFileNames } from '@mrunner/core';
import { mainContainer, type PodView, parseFrames } from '@mrunner/core/kubernetes';
import { someAtATime } from '../../cluster/look/some-at-a-time.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { workerExitCodes } from '../../worker-program/worker-exit-codes.ts';
import { type KubeAnswer, troubleOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { readMark } from '../submit/sweep-mark.ts';
import { keepEnvironment } from './keep-environment.ts';
import { keepFramedEvents, keepMessage } from './keep-events.ts';
import { keepFramedFiles, keepLog } from './keep-frames.ts';

/** A pod, and whose output its log is: nobody's where runs share it. */
export interface PodToCollect {
  readonly pod: PodView;
  readonly own?: { readonly run: number; readonly attempt: number };
}

export interface Collected {
  /** Pods of which nothing more is to come, by uid. */
  readonly pods: ReadonlySet<string>;
  /** Why not everything is here. */
  readonly trouble?: string;
}

const logsAtATime = 8;
/** Milliseconds after which the log of a pod that has ended is given up, when its node does not give it. */
const logPatience = 600_000;

/**
 * Brings home what pods left, while they are there: the last words of their workers, their logs, and the files in these.
 *
 * @param seconds of pods that go on only what they said in the last so many is read
 */
export async function collectPods(
  host: Host,
  sweep: Sweep,
  api: KubeApi,
  pods: readonly PodToCollect[],
  seconds: number | undefined,
): Promise<Collected> {
  const collected = new Set<string>();
  const mark = readMark(host, sweep.home);
  let trouble: string | undefined;
  await someAtATime(pods, logsAtATime, async ({ pod, own }) => {
    keepMessage(host, sweep.home, pod);
    const isOver = pod.phase === 'ended';
    // Of a container that never ran there is no log.
    if (pod.startedAt !== undefined) {
      const { answer, bytes } = await readLog(api, pod.name, isOver ? undefined : seconds);
      const isWhole = answer.kind === 'done' && answer.code < 300;
      if (isWhole) keep(host, sweep, { pod, ...(own && { own }), mark, bytes, isAll: isOver });
      else if (!isGone(answer)) {
        trouble ??= `the log of ${pod.name}: ${troubleOf(answer)}`;
        const age = host.clock.now() - (pod.finishedAt ?? pod.created);
        if (answer.kind !== 'done' || age < logPatience) return;
      }
    }
    if (isOver) collected.add(pod.uid);
  });
  return { pods: collected, ...(trouble !== undefined && { trouble }) };
}

/** Its pod is not there any more, or no container of it ever ran. */
const isGone = (answer: KubeAnswer): boolean =>
  answer.kind === 'done' && (answer.code === 404 || answer.code === 400);

async function readLog(api: KubeApi, pod: string, seconds: number | undefined) {
  const pieces: Buffer[] = [];
  const sinceSeconds = seconds === undefined ? {} : { sinceSeconds: seconds };
  const answer = await api.log(pod, { container: mainContainer, ...sinceSeconds }, (piece) => {
    pieces.push(piece);
  });
  return { answer, bytes: Buffer.concat(pieces) };
}

/** Keeps what a pod said last: all of its log, where that is given. */
export function keepEnd(
  host: Host,
  sweep: Sweep,
  { pod, own, bytes }: PodToCollect & { readonly bytes?: Buffer },
): void {
  keepMessage(host, sweep.home, pod);
  if (bytes === undefined) return;
  const mark = readMark(host, sweep.home);
  keep(host, sweep, { pod, ...(own && { own }), mark, bytes, isAll: true });
}

interface Read extends PodToCollect {
  readonly mark: string | undefined;
  readonly bytes: Buffer;
  /** It is the whole log, and nothing is added to it any more. */
  readonly isAll: boolean;
}

function keep(host: Host, sweep: Sweep, { pod, own, mark, bytes, isAll }: Read) {
  const { home, experimentsAt } = sweep;
  const frames = mark === undefined ? undefined : parseFrames(mark, bytes);
  keepFramedEvents(host, home, pod, frames?.events ?? []);
  for (const said of frames?.environments ?? []) keepEnvironment(host, sweep, pod, said);
  const files = frames?.files ?? [];
  if (files.length === 0 && own === undefined) return;
  const runs = own === undefined ? files.map(({ run }) => run) : [own.run];
  const recorded = experimentsAt(new Set(runs));
  keepFramedFiles(host, home, recorded, files);
  const directory = own && recorded.get(own.run)?.directory;
  if (own === undefined || directory === undefined || !isAll || wasRefused(pod)) return;
  const output =
    frames === undefined || mark === undefined
      ? bytes
      : withRest(frames.output, bytes.subarray(bytes.length - frames.rest), mark);
  keepLog(host, `${home}/${directory}/${runFileNames.log(own.attempt)}`, output);
}

/** It found its attempt claimed by another pod, whose output is the attempt's log. */
const wasRefused = ({ end, message }: PodView): boolean =>
  end?.code === workerExitCodes.refused && message?.includes('"event":"start"') === false;

/** What could have become a frame and did not, is output; a frame that was torn when its container was killed is not. */
const withRest = (output: Uint8Array, rest: Buffer, mark: string): Uint8Array =>
  rest.toString('latin1').startsWith(`\n::mrunner ${mark} `)
    ? output
    : Buffer.concat([output, rest]);
