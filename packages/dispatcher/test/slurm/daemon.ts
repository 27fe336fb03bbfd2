import { join } from 'node:path';
import { type Keeper, type KeptProcess, lastLines } from './keeper.ts';
import { until } from './until.ts';

/** A daemon of a cluster, which can be killed and started again. */
export interface Daemon {
  readonly pid: number;
  readonly log: string;
  readonly signal: (name: NodeJS.Signals) => void;
  /** By SIGKILL; waits until it is gone. */
  readonly kill: () => Promise<void>;
  /** Waits until it is gone. */
  readonly ended: () => Promise<void>;
  /** Waits until it answers. */
  readonly start: () => Promise<void>;
}

/** One that is not started yet. `answers` says whether it is of use. */
export function daemon(
  keeper: Keeper,
  words: readonly string[],
  env: { readonly [name: string]: string },
  logName: string,
  answers: () => Promise<boolean>,
): Daemon {
  let running: KeptProcess | undefined;
  const current = (): KeptProcess => {
    if (running === undefined) throw new Error(`${words[0]} was not started`);
    return running;
  };
  return {
    get pid() {
      return current().pid;
    },
    log: join(keeper.directory, logName),
    signal: (name) => process.kill(current().pid, name),
    kill: async () => {
      process.kill(current().pid, 'SIGKILL');
      await current().ended;
    },
    ended: async () => {
      await current().ended;
    },
    start: async () => {
      const started = await keeper.start(words, env, logName);
      running = started;
      let code: number | undefined;
      started.ended.then((ended) => {
        code = ended;
      });
      const log = (): string => `${words.join(' ')}:\n${lastLines(started.log)}`;
      await until(
        async () => {
          if (code !== undefined) throw new Error(`ended with ${code}: ${log()}`);
          return await answers();
        },
        () => `an answer of ${log()}`,
      );
    },
  };
}
