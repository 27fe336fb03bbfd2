import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';
import type { JobLine } from './jobs.ts';

let scripts = 0;

/** Submits text as a script for sh, and gives the job's number; throws what sbatch says when it refuses. */
export async function submitText(
  cluster: Cluster,
  text: string,
  ...words: string[]
): Promise<string> {
  const script = join(cluster.directory, `script.${++scripts}.sh`);
  writeFileSync(script, `#!/bin/sh\n${text}\n`);
  const output = join(cluster.directory, '%A_%a.out');
  const common = ['--parsable', '--export=NONE', '--open-mode=append', `--output=${output}`];
  const { stdout, stderr, code } = await cluster.run(['sbatch', ...common, ...words, script]);
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
}

/** Waits until all tasks of a job are in a state. */
export const untilState = (cluster: Cluster, job: string, state: string): Promise<void> =>
  cluster.until(async () => {
    const tasks = (await cluster.jobs()).filter(({ array }) => array === job);
    return tasks.length > 0 && tasks.every((task) => task.state === state);
  }, `job ${job} to be ${state}`);

/** Whether a job has ended. */
export const isOver = ({ state }: JobLine): boolean =>
  !['PENDING', 'CONFIGURING', 'RUNNING', 'COMPLETING'].includes(state);
