import type { ProcessIdentity } from './event.ts';
import { launcherOf } from './launcher-of.ts';
import type { SweepFacts } from './sweep-facts.ts';
import type { TaskLives } from './task-lives.ts';

/** Whether a process lives. `unknown`: it is on another host, or can't be asked about; never taken for dead. */
export type Liveness = 'alive' | 'gone' | 'unknown';

/** Who may still be at work: whoever can't be asked may be. */
export interface MayLive {
  readonly slot: (slot: string) => boolean;
  readonly launcherOf: (slot: string) => boolean;
  readonly anyLauncher: () => boolean;
  /** On a cluster. */
  readonly tasks: TaskLives;
}

/** Finds out who may be at work. Asks about each process once. */
export function mayLive(
  facts: SweepFacts,
  alive: (process: ProcessIdentity) => Liveness,
  tasks: TaskLives,
): MayLive {
  const asked = new Map<ProcessIdentity, boolean>();
  const lives = (process: ProcessIdentity | undefined): boolean => {
    if (process === undefined) return false;
    let answer = asked.get(process);
    if (answer === undefined) {
      answer = alive(process) !== 'gone';
      asked.set(process, answer);
    }
    return answer;
  };
  const isTakenOver = (launcher: string): boolean => facts.takenOver.has(launcher);
  const isAtWork = (launcher: string): boolean =>
    !facts.left.has(launcher) && !isTakenOver(launcher) && lives(facts.launchers.get(launcher));
  return {
    tasks,
    slot: (slot) => !isTakenOver(launcherOf(slot)) && lives(facts.workers.get(slot)),
    launcherOf: (slot) => isAtWork(launcherOf(slot)),
    anyLauncher: () => [...facts.launchers.keys()].some(isAtWork),
  };
}
