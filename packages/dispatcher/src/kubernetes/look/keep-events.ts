import { parsePrivate, parseSlot, sweepFileNames, taskSlot } from '@mrunner/core';
import type { FramedEvents, PodView } from '@mrunner/core/kubernetes';
import type { Host } from '../../host/host.ts';
import { saidSlot } from './said-slot.ts';

type Writes = Pick<Host, 'files'>;
type Speaker = Pick<PodView, 'token' | 'task' | 'uid' | 'life'>;

/** Puts what a pod said of events into the files of its slots: each piece where it belongs, so that saying it twice does no harm. */
export function keepFramedEvents(
  host: Writes,
  home: string,
  pod: Speaker,
  pieces: readonly FramedEvents[],
): void {
  for (const piece of pieces) keepPiece(host, home, pod, piece);
}

/** Keeps the last words of a pod. A message that was cut at its beginning is in the log as a whole. */
export function keepMessage(
  host: Writes,
  home: string,
  pod: Speaker & Pick<PodView, 'message'>,
): void {
  const slot = saidSlot(pod);
  if (slot === undefined) return;
  keepPiece(host, home, pod, { slot, offset: 0, bytes: Buffer.from(pod.message ?? '') });
}

function keepPiece(host: Writes, home: string, pod: Speaker, said: FramedEvents): void {
  const piece = ofItsLife(pod, said);
  if (piece === undefined) return;
  const { slot, offset, bytes } = piece;
  // A run could print anything, if it wanted to: what a pod says of others is not heard.
  const parsed = parseSlot(slot);
  if (parsed?.token !== pod.token || parsed.task !== pod.task) return;
  if (slot.includes('/') || bytes.length === 0) return;
  host.files.writeAt(fileFor(host, home, pod, piece), offset, bytes);
}

/**
 * What a worker says that knows no more than its Job counts, which began anew when it was suspended, as of the life that its pod is.
 * Undefined for a piece whose place in that is not known: the last words have it, too.
 */
function ofItsLife({ token, task, life }: Speaker, piece: FramedEvents): FramedEvents | undefined {
  const parsed = parseSlot(piece.slot);
  if (parsed === undefined || parsed.slot !== undefined || parsed.restarts >= life) return piece;
  if (piece.offset > 0) return undefined;
  const slot = taskSlot(token, task, { restarts: life });
  const lines = Buffer.from(piece.bytes).toString().split('\n');
  const text = lines.map((line) => renumbered(line, slot, life - parsed.restarts)).join('\n');
  return { slot, offset: 0, bytes: Buffer.from(text) };
}

function renumbered(line: string, slot: string, by: number): string {
  if (line === '') return line;
  try {
    const event = parsePrivate(line) as { readonly slot?: string; readonly attempt?: number };
    return JSON.stringify({
      ...event,
      ...(event.slot !== undefined && { slot }),
      ...(event.attempt !== undefined && { attempt: event.attempt + by }),
    });
  } catch {
    // Torn, and so for every reader.
    return line;
  }
}

/** The file of a slot is the first pod's that spoke. Events never change, so what another one says of that slot has a file of its own. */
function fileFor(
  { files }: Writes,
  home: string,
  { uid }: Speaker,
  { slot, offset, bytes }: FramedEvents,
): string {
  const own = `${home}/${sweepFileNames.podEvents(slot, uid)}`;
  if (files.exists(own)) return own;
  const common = `${home}/${sweepFileNames.workerEvents(slot)}`;
  const known = offset === 0 ? (files.read(common) ?? '') : '';
  const said = Buffer.from(bytes).toString();
  const head = said.slice(0, said.indexOf('\n') + 1);
  return known.startsWith(head) || head.startsWith(known) ? common : own;
}
