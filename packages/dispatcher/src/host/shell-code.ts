import { constants } from 'node:os';

/** A shell's way to tell an end as one number. */
export const shellCode = (code: number | null, signal: NodeJS.Signals | null): number =>
  code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
