import type { Cli, InterruptSignal } from '../cli.ts';

/** Wishes to stop that came so far, for whoever can fulfil them by then. */
export interface Interrupts {
  readonly happened: () => boolean;
  /** Hears of those to come, and of those that came. */
  readonly listen: (listener: (signal: InterruptSignal) => void) => void;
  readonly over: () => void;
}

/** Collects wishes to stop from now on. */
export const listenForInterrupts = (cli: Pick<Cli, 'onInterrupt'>): Interrupts => {
  const early: InterruptSignal[] = [];
  let listener = (signal: InterruptSignal): void => void early.push(signal);
  let happened = false;
  const over = cli.onInterrupt((signal) => {
    happened = true;
    listener(signal);
  });
  return {
    happened: () => happened,
    listen: (given) => {
      listener = given;
      for (const signal of early.splice(0)) given(signal);
    },
    over,
  };
};
