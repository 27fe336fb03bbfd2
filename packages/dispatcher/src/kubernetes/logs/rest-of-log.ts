import type { Host } from '../../host/host.ts';
import { linesMayBeGone } from './missing-lines.ts';
import type { ToldOutput } from './told-output.ts';

/**
 * What a log that was kept has behind what was told of it. It may begin later than that, where the node kept only its end, and then
 * has a line of ours in front.
 */
export function* restOfLog(
  { files }: Pick<Host, 'files'>,
  path: string,
  told: Pick<ToldOutput, 'length' | 'tail' | 'endsLine'>,
): Generator<Uint8Array, void> {
  const tail = told.tail();
  const length = told.length();
  if (length !== undefined && holds(files, path, tail, length)) {
    yield* files.chunks(path, length);
    return;
  }
  const end = endOf(files, path, tail);
  if (end === undefined) {
    if (!told.endsLine()) yield Buffer.from('\n');
    yield linesMayBeGone;
  }
  yield* files.chunks(path, end ?? 0);
}

/** Whether these bytes are in a file, and end there. */
function holds(files: Host['files'], path: string, bytes: Uint8Array, end: number): boolean {
  if (end === 0) return true;
  let at = 0;
  for (const chunk of files.chunks(path, end - bytes.length)) {
    const wanted = bytes.subarray(at, at + chunk.length);
    if (!Buffer.from(wanted).equals(chunk.subarray(0, wanted.length))) return false;
    at += wanted.length;
    if (at === bytes.length) return true;
  }
  return false;
}

/** Where these bytes end in a file at last; undefined: they are not in it. */
function endOf(files: Host['files'], path: string, bytes: Uint8Array): number | undefined {
  if (bytes.length === 0) return undefined;
  let found: number | undefined;
  let before: Uint8Array = new Uint8Array();
  let at = 0;
  for (const chunk of files.chunks(path)) {
    const all = Buffer.concat([before, chunk]);
    const place = all.lastIndexOf(bytes);
    if (place >= 0) found = at - before.length + place + bytes.length;
    at += chunk.length;
    before = all.subarray(Math.max(0, all.length - bytes.length + 1));
  }
  return found;
}
