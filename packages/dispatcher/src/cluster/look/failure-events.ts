import { isOutOfMemory, type SweepEvent, type SweepFacts } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import { failureWords } from '../../launch/end-evidence.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';

/** A failed attempt of which nobody has said in what words it failed. */
export interface Unexplained {
  readonly run: number;
  readonly attempt: number;
}

type EndedEvent = Extract<SweepEvent, { event: 'ended' }>;

/** More at once would make a look slow; the others follow with the next ones. */
const mostAtOnce = 500;

/** Finds them, the first so many. Nobody was there when a task on a cluster ended but its worker, which reads no logs. */
export function unexplainedFailures({ runs }: SweepFacts): readonly Unexplained[] {
  const found: Unexplained[] = [];
  for (const [run, attempts] of runs) {
    for (const { attempt, exitCode = 0, ended, stop, launchFailed } of attempts) {
      const isPlain = ended === undefined && stop === undefined && launchFailed === undefined;
      if (exitCode !== 0 && isPlain) found.push({ run, attempt });
      if (found.length === mostAtOnce) return found;
    }
  }
  return found;
}

/**
 * Says of each in what words it failed, by what it left in its directory, so that nobody looks again.
 *
 * @param logs ends of logs, where these are not here
 */
export function failureEvents(
  host: Pick<Host, 'files' | 'clock'>,
  { home, experimentsAt }: Sweep,
  failures: readonly Unexplained[],
  logs?: ReadonlyMap<string, string>,
): readonly EndedEvent[] {
  const recorded = experimentsAt(new Set(failures.map(({ run }) => run)));
  return failures.map(({ run, attempt }) => {
    const directory = `${home}/${recorded.get(run)?.directory ?? ''}`;
    const words = failureWords(host, directory, attempt, logs?.get(logKey({ run, attempt })));
    const isOom = words.kind === undefined && isOutOfMemory(words.text ?? '');
    const time = host.clock.now();
    return { event: 'ended', time, run, attempt, ...words, ...(isOom && { kind: 'oom' as const }) };
  });
}

/** Names the end of a log among others. */
export const logKey = ({ run, attempt }: Unexplained): string => `${run}.${attempt}`;
