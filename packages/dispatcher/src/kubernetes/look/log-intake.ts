import { runFileNames } from '@mrunner/core';
import { makeDirectoriesOf, placeBeside } from '../../cluster/look/put-file.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { workerExitCodes } from '../../worker-program/worker-exit-codes.ts';
import { logFrames } from '../logs/log-frames.ts';
import { beginningIsGone, beginningTeller } from '../logs/missing-lines.ts';
import { readMark } from '../submit/sweep-mark.ts';
import { keepEnvironment } from './keep-environment.ts';
import { keepFramedEvents } from './keep-events.ts';
import { keepFramedFiles } from './keep-frames.ts';
import type { PodToCollect } from './pod-to-collect.ts';

/** Takes a pod's log as it comes, however long it is. */
export interface LogIntake {
  /** Never throws. */
  readonly take: (piece: Uint8Array) => void;
  /**
   * Nothing more comes. Throws what went wrong here, as on a full disk.
   *
   * @param isAll it was the whole log, so it is the attempt's; what is kept of frames is kept in any case
   */
  readonly end: (isAll: boolean) => void;
}

/** Keeps a pod's frames at home and, where it has its run to itself, its output as the log of the attempt. */
export function logIntake(host: Host, sweep: Sweep, { pod, own }: PodToCollect): LogIntake {
  const { home, experimentsAt } = sweep;
  const mark = readMark(host, home);
  const output = own === undefined ? undefined : outputFile(host, pathOf(own));
  const isBeginningGone = beginningTeller();
  const hasWorked = mark !== undefined && wasAtWork(pod);
  let failure: { readonly error: unknown } | undefined;

  function pathOf({ run, attempt }: NonNullable<PodToCollect['own']>): string | undefined {
    const directory = experimentsAt(new Set([run])).get(run)?.directory;
    return directory && `${home}/${directory}/${runFileNames.log(attempt)}`;
  }
  const frames = logFrames(mark, atOnce, (found) => {
    keepFramedEvents(host, home, pod, found.events);
    for (const said of found.environments) keepEnvironment(host, sweep, pod, said);
    const files = found.files.filter(({ run }) => own === undefined || run === own.run);
    if (files.length > 0) {
      keepFramedFiles(host, home, experimentsAt(new Set(files.map(({ run }) => run))), files);
    }
    if (isBeginningGone(found) && hasWorked) output?.add(beginningIsGone);
    output?.add(found.output);
  });
  const attempted = (act: () => void): void => {
    try {
      if (failure === undefined) act();
    } catch (error) {
      failure = { error };
    }
  };
  return {
    take: (piece) => attempted(() => frames.take(piece)),
    end: (isAll) => {
      attempted(() => {
        const rest = frames.rest();
        output?.add(rest);
        if (isAll && hasWorked && isBeginningGone('end')) output?.add(beginningIsGone);
        if (isAll && !wasRefused(pod)) output?.keep();
      });
      output?.forget();
      if (failure !== undefined) throw failure.error;
    },
  };
}

/** Bytes that are worth reading. */
const atOnce = 65_536;

/** A worker was in it, whose log begins with a frame; of one that was killed there may be no word. */
const wasAtWork = ({ end, message }: PodToCollect['pod']): boolean =>
  message?.startsWith('{"event":"worker"') === true || (end?.code ?? 0) > 128;

/** It found its attempt claimed by another pod, whose output is the attempt's log. */
const wasRefused = ({ end, message }: PodToCollect['pod']): boolean =>
  end?.code === workerExitCodes.refused && message?.includes('"event":"start"') === false;

/** Output that grows beside where it is to be. */
function outputFile(host: Pick<Host, 'files' | 'random'>, path: string | undefined) {
  if (path === undefined) return undefined;
  const { files } = host;
  const beside = placeBeside(host, path);
  let size = -1;
  const add = (bytes: Uint8Array): void => {
    if (size < 0) makeDirectoriesOf(host, path);
    if (bytes.length === 0 && size >= 0) return;
    const at = Math.max(size, 0);
    size = at;
    files.writeAt(beside, at, bytes);
    size = at + bytes.length;
  };
  return {
    add,
    /** Of a log that was rotated, or cut, meanwhile, more may be here. */
    keep: (): void => {
      add(new Uint8Array());
      if (size <= (files.stat(path)?.size ?? -1)) return;
      files.rename(beside, path);
      size = -1;
    },
    forget: (): void => {
      if (size >= 0) files.remove(beside);
    },
  };
}
