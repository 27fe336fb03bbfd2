import type { Cli } from '../cli.ts';

/** Wishes to stop that came so far, for whoever can fulfil them by then. */
export interface Interrupts {
  readonly happened: () => boolean;
  /** Hears of those to come, and of those that came, with their number. */
  readonly listen: (listener: (times: number) => void) => void;
  readonly over: () => void;
}

/** Collects wishes to stop from now on. */
export const listenForInterrupts = (cli: Pick<Cli, 'onInterrupt'>): Interrupts => {
  let times = 0;
  let listener = (_times: number): void => {};
  const over = cli.onInterrupt(() => {
    times++;
    listener(times);
  });
  return {
    happened: () => times > 0,
    listen: (given) => {
      listener = given;
      if (times > 0) given(times);
    },
    over,
  };
};
