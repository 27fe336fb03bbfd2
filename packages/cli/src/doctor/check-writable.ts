import { dirname } from 'node:path';
import type { Cli } from '../cli.ts';
import { isWritable } from '../load/executables.ts';
import { shownPath } from '../output/paths.ts';
import type { Finding } from './finding.ts';

const gibibyte = 1 << 30;

/** Below that much free space a sweep may soon fail. */
const leastFree = gibibyte;

/** Checks that a directory can be written to, or made, and that there is room in it. Nothing is written. */
export const checkWritable = (cli: Cli, about: string, directory: string): Finding => {
  const shown = shownPath(cli, directory);
  const existing = existingAbove(cli, directory);
  if (cli.host.files.stat(existing)?.directory !== true) {
    return {
      state: 'mend',
      about,
      text: `${shown}: ${shownPath(cli, existing)} is not a directory`,
    };
  }
  if (!isWritable(existing)) {
    return {
      state: 'mend',
      about,
      text: `${shown}: you may not write to ${shownPath(cli, existing)}`,
    };
  }
  const free = cli.host.files.freeBytes(existing);
  const room = `${(free / gibibyte).toFixed(1)} GiB free`;
  if (free < leastFree) return { state: 'mend', about, text: `${shown}: only ${room}; make room` };
  return { state: 'ok', about, text: `${shown}, ${room}` };
};

const existingAbove = (cli: Cli, path: string): string =>
  cli.host.files.exists(path) || dirname(path) === path ? path : existingAbove(cli, dirname(path));
