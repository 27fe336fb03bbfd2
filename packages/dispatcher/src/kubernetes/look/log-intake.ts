import { runFileNames } from '@mrunner/core';
import { parseFrames } from '@mrunner/core/kubernetes';
import { makeDirectoriesOf, placeBeside } from '../../cluster/look/put-file.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { workerExitCodes } from '../../worker-program/worker-exit-codes.ts';
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
  let held: Uint8Array = new Uint8Array();
  let failure: { readonly error: unknown } | undefined;

  function pathOf({ run, attempt }: NonNullable<PodToCollect['own']>): string | undefined {
    const directory = experimentsAt(new Set([run])).get(run)?.directory;
    return directory && `${home}/${directory}/${runFileNames.log(attempt)}`;
  }
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  const keep = (piece: Uint8Array): void => {
    waiting.push(piece);
    waitingBytes += piece.length;
    // A torn frame is read from its beginning each time: not for each line that comes.
    if (waitingBytes >= Math.max(held.length, atOnce)) keepWaiting();
  };
  const keepWaiting = (): void => {
    const bytes = Buffer.concat([held, ...waiting]);
    waiting = [];
    waitingBytes = 0;
    if (mark === undefined) {
      output?.add(bytes);
      return;
    }
    const frames = parseFrames(mark, bytes);
    held = bytes.slice(bytes.length - frames.rest);
    keepFramedEvents(host, home, pod, frames.events);
    for (const said of frames.environments) keepEnvironment(host, sweep, pod, said);
    const files = frames.files.filter(({ run }) => own === undefined || run === own.run);
    if (files.length > 0) {
      keepFramedFiles(host, home, experimentsAt(new Set(files.map(({ run }) => run))), files);
    }
    output?.add(frames.output);
  };
  const attempted = (act: () => void): void => {
    try {
      if (failure === undefined) act();
    } catch (error) {
      failure = { error };
    }
  };
  return {
    take: (piece) => attempted(() => keep(piece)),
    end: (isAll) => {
      attempted(() => {
        keepWaiting();
        // What could have become a frame and did not, is output; a frame that was torn when its container was killed is not.
        if (!startsFrame(held, mark)) output?.add(held);
        if (isAll && !wasRefused(pod)) output?.keep();
      });
      output?.forget();
      if (failure !== undefined) throw failure.error;
    },
  };
}

/** Bytes that are worth reading. */
const atOnce = 65_536;

const startsFrame = (rest: Uint8Array, mark: string | undefined): boolean =>
  Buffer.from(rest.subarray(0, 100)).toString('latin1').startsWith(`\n::mrunner ${mark} `);

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
