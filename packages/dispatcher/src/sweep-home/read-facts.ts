import {
  type Checkpoint,
  checkpointText,
  collectFacts,
  type FilePosition,
  isTaskSlot,
  noFacts,
  parseCheckpoint,
  parseEventLines,
  type SweepEvent,
  type SweepFacts,
  slotOfWorkerFile,
  sweepFileNames,
} from '@mrunner/core';
import { errorCode } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';

type Asks = Pick<Host, 'files'>;

/** Bytes of events that are worth a checkpoint: reading as many again takes some thirty milliseconds. */
const worthwhileBytes = 1 << 20;
/** Opening a file takes as long as reading so much of it: a cluster's tasks write a small one each. */
const bytesOfOpening = 1 << 10;

const checkpointName = sweepFileNames.checkpoint.slice(sweepFileNames.events.length + 1);
const newline = 10;

/**
 * All that the events of a sweep tell. What a checkpoint tells is not read again; when much came after it, there is a new
 * one afterwards, where the directory can be written to.
 */
export function readFacts(host: Asks, home: string, worthwhile = worthwhileBytes): SweepFacts {
  const directory = `${home}/${sweepFileNames.events}`;
  const names = host.files.list(directory);
  const { from, sizes } = names.includes(checkpointName) ? lastLook(host, directory) : nothing();
  const files: { [name: string]: FilePosition } = {};
  let cost = 0;
  let isWhole = true;
  for (const name of names) {
    if (!name.endsWith('.jsonl')) continue;
    const known = from.files[name];
    if (known !== undefined && sizes.get(name) === known.bytes) {
      files[name] = known;
      continue;
    }
    const piece = readPiece(host, `${directory}/${name}`, { ...known, ...slotOf(name) });
    collectFacts(piece.events, from.facts);
    files[name] = piece.position;
    cost += bytesOfOpening + piece.position.bytes - (known?.bytes ?? 0);
    isWhole &&= !piece.torn;
  }
  // What is torn may be a line that this version does not know, and a newer one does.
  if (isWhole && cost >= worthwhile) {
    saveCheckpoint(host, home, { files, facts: from.facts });
  }
  return from.facts;
}

/** All events of a sweep, file by file. */
export function readEvents(host: Asks, home: string): readonly SweepEvent[] {
  const directory = `${home}/${sweepFileNames.events}`;
  return host.files
    .list(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readPiece(host, `${directory}/${name}`, slotOf(name)).events);
}

/** The whole lines of a file, from a position on. */
function readPiece(host: Asks, path: string, { bytes = 0, ...context }: Partial<FilePosition>) {
  const read = Buffer.concat([...host.files.chunks(path, bytes)]);
  const length = read.lastIndexOf(newline) + 1;
  const lines = parseEventLines(read.toString('utf8', 0, length), context);
  // The name of a task's file tells its slot: ten thousand positions need not repeat it.
  const { slot: _, ...rest } = lines.context;
  return { ...lines, position: { bytes: bytes + length, ...rest } };
}

/** The slot on a cluster that a file is of. */
function slotOf(name: string): { readonly slot?: string } {
  const slot = slotOfWorkerFile(name);
  return slot !== undefined && isTaskSlot(slot) ? { slot } : {};
}

/** What a checkpoint tells, and how large its files are now. */
interface LastLook {
  readonly from: Checkpoint;
  readonly sizes: ReadonlyMap<string, number>;
}

const nothing = (): LastLook => ({ from: { files: {}, facts: noFacts() }, sizes: new Map() });

/** Nothing unless the checkpoint is of these very files: all there, and none shorter than it was. */
function lastLook(host: Asks, directory: string): LastLook {
  try {
    const text = host.files.read(`${directory}/${checkpointName}`) ?? '';
    const from = parseCheckpoint(text);
    if (from === undefined) return nothing();
    const sizes = new Map<string, number>();
    for (const [name, { bytes }] of Object.entries(from.files)) {
      const size = host.files.stat(`${directory}/${name}`)?.size ?? -1;
      if (size < bytes) return nothing();
      sizes.set(name, size);
    }
    return { from, sizes };
  } catch (error) {
    if (errorCode(error) === '') throw error;
    // Not ours to read: somebody else made it.
    return nothing();
  }
}

/** It only saves time: that it can't be written is no trouble. */
function saveCheckpoint(host: Asks, home: string, checkpoint: Checkpoint): void {
  const text = checkpointText(checkpoint);
  try {
    host.files.replace(`${home}/${sweepFileNames.checkpoint}`, text);
  } catch (error) {
    if (errorCode(error) === '') throw error;
  }
}
