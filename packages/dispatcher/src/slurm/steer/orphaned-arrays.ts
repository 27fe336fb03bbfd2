import { arraysBelow, commandsWords, scancelCalls, shellCommand } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import { localPlace } from '../../place/local-place.ts';

/**
 * The arrays that Slurm on this machine still has of a sweep whose home is gone, by their ids. None where there is no Slurm, or it
 * does not answer.
 */
export async function orphanedArrays(host: Host, home: string): Promise<readonly string[]> {
  const place = localPlace(host);
  try {
    const answer = await place.run(
      `if command -v squeue >/dev/null; then mrunner_part queue; ${shellCommand(commandsWords)}; fi`,
    );
    if (answer.kind !== 'done') return [];
    return arraysBelow(answer.parts.get('queue')?.toString('utf8') ?? '', home);
  } finally {
    place.close();
  }
}

/** Cancels arrays; answers what Slurm has against it, in its words. */
export async function cancelArrays(
  host: Host,
  jobs: readonly string[],
): Promise<string | undefined> {
  const place = localPlace(host);
  try {
    const answer = await place.run(
      scancelCalls(jobs.map((job) => ({ job })))
        .map(shellCommand)
        .join('\n'),
    );
    if (answer.kind !== 'done') return answer.text;
    return answer.code === 0 ? undefined : answer.stderr.trim();
  } finally {
    place.close();
  }
}
