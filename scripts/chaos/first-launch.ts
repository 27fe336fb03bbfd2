import { setTimeout as wait } from 'node:timers/promises';
import type { Sweep } from '../../packages/dispatcher/src/sweep-home/open-sweep.ts';
import type { Command, Playground } from './playground.ts';

/** How a sweep is begun. */
interface FirstLaunch {
  readonly words: readonly string[];
  /** Milliseconds after which the first mrun is killed; undefined: it is not. */
  readonly firstKill: number | undefined;
}

/** What came of it. */
interface Launched {
  readonly sweep: Sweep | undefined;
  /** The mrun that goes on; none when it was killed and had begun the sweep. */
  readonly command?: Command;
}

/** Begins the sweep, perhaps twice: an mrun that is killed early may not have got to it. */
export async function firstLaunch(
  { mrun, sweep }: Playground,
  { words, firstKill }: FirstLaunch,
  wrong: string[],
): Promise<Launched> {
  if (firstKill !== undefined) {
    const killed = mrun(...words);
    await Promise.race([wait(firstKill), killed.done]);
    if (!killed.isOver()) process.kill(killed.pid, 'SIGKILL');
    await killed.done;
    const begun = sweep();
    if (begun !== undefined) return { sweep: begun };
  }
  const command = mrun(...words);
  while (sweep() === undefined && !command.isOver()) await wait(5);
  const begun = sweep();
  if (begun === undefined) wrong.push(`no sweep: ${(await command.done).said}`);
  return { sweep: begun, command };
}
