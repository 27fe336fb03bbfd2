import type { Ended } from './run-command.ts';

/** A job, or a task of an array, as `squeue -r -t all` shows it. */
export interface JobLine {
  /** Of the whole array: `12`. */
  readonly array: string;
  /** Of the task; undefined when it is no array. */
  readonly task: number | undefined;
  /** Its own number, which equals `array` until it starts. */
  readonly raw: string;
  readonly name: string;
  /** `RUNNING`. */
  readonly state: string;
  /** `Resources`; `None` when there is none. */
  readonly reason: string;
}

/** For `squeue -h -r -t all -o`. */
export const jobFormat = '%F|%K|%A|%j|%T|%r';

/** Reads what squeue printed in that format. */
export function readJobs({ code, stdout, stderr }: Ended): JobLine[] {
  if (code !== 0) throw new Error(`squeue: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [array = '', task = '', raw = '', name = '', state = '', reason = ''] = line.split('|');
      return { array, task: task === 'N/A' ? undefined : Number(task), raw, name, state, reason };
    });
}
