import type { Host } from '../host/host.ts';

export interface FollowOptions {
  /** Byte to begin at. */
  readonly from?: number;
  /** Whether nothing more will be written. What was written before it said so is still read. */
  readonly over: () => boolean;
  readonly signal?: AbortSignal;
}

/** Milliseconds between two looks where the system's watch tells nothing, as on network file systems. */
const pause = 200;

/** A log as it is written. A log that does not exist yet is waited for. */
export async function* followLog(
  host: Host,
  path: string,
  { from = 0, over, signal }: FollowOptions,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let at = from;
  while (!signal?.aborted) {
    const isOver = over();
    for (const chunk of host.files.chunks(path, at)) {
      at += chunk.length;
      const text = decoder.decode(chunk, { stream: true });
      if (text !== '') yield text;
    }
    if (isOver) return;
    await changeOf(host, path, at, signal);
  }
}

/** Resolves when the file has grown, or a moment later, or at once when there is something already. */
function changeOf(
  host: Host,
  path: string,
  at: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const endWatch = host.files.watch(path, done);
    const endTimer = host.clock.after(pause, done);
    signal?.addEventListener('abort', done);
    function done(): void {
      endWatch();
      endTimer();
      signal?.removeEventListener('abort', done);
      resolve();
    }
    if ((host.files.stat(path)?.size ?? 0) > at) done();
  });
}
