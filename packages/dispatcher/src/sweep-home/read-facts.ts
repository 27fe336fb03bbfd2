import {
  type Checkpoint,
  checkpointText,
  collectFacts,
  type FilePosition,
  noFacts,
  parseCheckpoint,
  parseEventLines,
  type SweepEvent,
  type SweepFacts,
  sweepFileNames,
} from '@mrunner/core';
import { errorCode } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';

type Asks = Pick<Host, 'files'>;

/** Bytes of events that are worth a checkpoint: reading as many again takes some thirty milliseconds. */
const worthwhileBytes = 1 << 20;

const checkpointName = sweepFileNames.checkpoint.slice(sweepFileNames.events.length + 1);
const newline = 10;

/**
 * All that the events of a sweep tell. What a checkpoint tells is not read again; when much came after it, there is a new
 * one afterwards, where the directory can be written to.
 */
export function readFacts(host: Asks, home: string, worthwhile = worthwhileBytes): SweepFacts {
  const names = host.files.list(`${home}/${sweepFileNames.events}`);
  const checkpoint = names.includes(checkpointName) ? readCheckpoint(host, home) : undefined;
  const from = checkpoint ?? { files: {}, facts: noFacts() };
  const files: { [name: string]: FilePosition } = {};
  let readBytes = 0;
  let isWhole = true;
  for (const name of names) {
    if (!name.endsWith('.jsonl')) continue;
    const known = from.files[name];
    const piece = readPiece(host, `${home}/${sweepFileNames.events}/${name}`, known);
    collectFacts(piece.events, from.facts);
    files[name] = piece.position;
    readBytes += piece.position.bytes - (known?.bytes ?? 0);
    isWhole &&= !piece.torn;
  }
  // What is torn may be a line that this version does not know, and a newer one does.
  if (isWhole && readBytes >= worthwhile) {
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
    .flatMap((name) => readPiece(host, `${directory}/${name}`, undefined).events);
}

/** The whole lines of a file, from a position on. */
function readPiece(host: Asks, path: string, { bytes, ...context }: FilePosition = { bytes: 0 }) {
  const read = Buffer.concat([...host.files.chunks(path, bytes)]);
  const length = read.lastIndexOf(newline) + 1;
  const lines = parseEventLines(read.toString('utf8', 0, length), context);
  return { ...lines, position: { bytes: bytes + length, ...lines.context } };
}

/** Undefined unless it is of these very files: all there, and none shorter than it was. */
function readCheckpoint(host: Asks, home: string): Checkpoint | undefined {
  const directory = `${home}/${sweepFileNames.events}`;
  try {
    const checkpoint = parseCheckpoint(host.files.read(`${directory}/${checkpointName}`) ?? '');
    const isOfThese = Object.entries(checkpoint?.files ?? {}).every(
      ([name, { bytes }]) => (host.files.stat(`${directory}/${name}`)?.size ?? -1) >= bytes,
    );
    return isOfThese ? checkpoint : undefined;
  } catch (error) {
    if (errorCode(error) === '') throw error;
    // Not ours to read: somebody else made it.
    return undefined;
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
