import { logTail } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';

/** Copies a log, or its last lines, to the standard output as it is. Answers up to which byte. */
export const copyLog = async (
  cli: Cli,
  path: string,
  tail: number | undefined,
): Promise<number> => {
  if (tail !== undefined) return copyTail(cli, path, tail);
  let bytes = 0;
  for (const chunk of cli.host.files.chunks(path)) {
    bytes += chunk.length;
    cli.stdout.write(chunk);
    // A log may be larger than the memory.
    await cli.stdout.drained();
  }
  return bytes;
};

/** A log, or its last lines, as text. */
export const readLog = (cli: Cli, path: string, tail: number | undefined): string =>
  tail === undefined ? (cli.host.files.read(path) ?? '') : logTail(cli.host, path, tail);

const copyTail = (cli: Cli, path: string, lines: number): number => {
  // A log that grew while it was read is read again: what follows must begin where this ended.
  for (;;) {
    const size = cli.host.files.stat(path)?.size ?? 0;
    const text = lines === 0 ? '' : logTail(cli.host, path, lines);
    if ((cli.host.files.stat(path)?.size ?? 0) !== size) continue;
    cli.stdout.write(text);
    return size;
  }
};
