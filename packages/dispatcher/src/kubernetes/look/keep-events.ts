import { parseSlot, sweepFileNames } from '@mrunner/core';
import type { FramedEvents, PodView } from '@mrunner/core/kubernetes';
import type { Host } from '../../host/host.ts';

type Writes = Pick<Host, 'files'>;
type Speaker = Pick<PodView, 'token' | 'task' | 'uid'>;

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
  const { message } = pod;
  if (!message?.startsWith('{"event":"worker"')) return;
  const [, slot] = /"slot":"([^"/]+)"/.exec(message.slice(0, message.indexOf('\n') + 1)) ?? [];
  if (slot === undefined) return;
  keepPiece(host, home, pod, { slot, offset: 0, bytes: Buffer.from(message) });
}

function keepPiece(host: Writes, home: string, pod: Speaker, piece: FramedEvents): void {
  const { slot, offset, bytes } = piece;
  // A run could print anything, if it wanted to: what a pod says of others is not heard.
  const parsed = parseSlot(slot);
  if (parsed?.token !== pod.token || parsed.task !== pod.task) return;
  if (slot.includes('/') || bytes.length === 0) return;
  host.files.writeAt(fileFor(host, home, pod, piece), offset, bytes);
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
