import {
  type AttemptStatus,
  type JobEndedEvent,
  outputDirectory,
  taskOf,
  taskSlot,
  workDirectory,
} from '@mrunner/core';
import { isKubernetes, type Sweep, type SweepStatus } from '@mrunner/dispatcher';
import { schedulerName } from './scheduler-name.ts';

/** Where an attempt is, or was, on its cluster. */
export interface JobFacts {
  /** `Slurm` or `Kubernetes`. */
  readonly scheduler: string;
  /** `8812345_3`, or a Job and its index; undefined while the scheduler's answer is not known. */
  readonly job?: string;
  /** The machine, once its worker began. */
  readonly node?: string;
  /** What the scheduler said of its end: `TIMEOUT`, with its code. */
  readonly end?: string;
  /** Slurm's own output of the task, on the cluster; undefined before it has one. */
  readonly output?: string;
}

/** Undefined for attempts that were never given to a cluster. */
export const jobFacts = (
  { record }: Pick<Sweep, 'record'>,
  { batches, nodes, jobEnds }: SweepStatus,
  attempt: Pick<AttemptStatus, 'slots'>,
): JobFacts | undefined => {
  const place = taskOf(attempt);
  if (place === undefined) return undefined;
  const { token, task, slot, restarts } = place;
  const array = batches.get(token)?.job;
  const scheduler = schedulerName({ record });
  const name = isKubernetes({ record }) ? token : array;
  if (task === undefined)
    return array === undefined ? { scheduler } : { scheduler, job: name ?? array };
  const node = nodes.get(taskSlot(token, task, { ...(slot !== undefined && { slot }), restarts }));
  const end = jobEnds.get(taskSlot(token, task, { restarts }));
  const [context] = record.contexts;
  const directory =
    context?.backend === 'slurm' ? outputDirectory(context, workDirectory(record)) : undefined;
  const own = isKubernetes({ record }) ? `${token} index ${task}` : `${array}_${task}`;
  return {
    scheduler,
    ...(array !== undefined && { job: own }),
    ...(node !== undefined && { node }),
    ...(end !== undefined && { end: endText(end, scheduler) }),
    ...(array !== undefined &&
      directory !== undefined && { output: `${directory}/${array}_${task}.out` }),
  };
};

/** `TIMEOUT 0:15` of Slurm, whose codes have a signal too; `Failed (exit 3)` of Kubernetes. */
const endText = ({ state, code }: JobEndedEvent, scheduler: string): string => {
  if (code === undefined) return state;
  if (scheduler === 'Slurm') return `${state} ${code}`;
  const [exit] = code.split(':');
  return exit === '0' ? state : `${state} (exit ${exit})`;
};

/** The same in words: `8812345_3 on n0421 · Slurm says TIMEOUT 0:15`. */
export const jobText = ({ scheduler, job = 'not known yet', node, end }: JobFacts): string =>
  [
    node === undefined ? job : `${job} on ${node}`,
    ...(end === undefined ? [] : [`${scheduler} says ${end}`]),
  ].join(' · ');
