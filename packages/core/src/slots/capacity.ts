import type { Resources } from '../experiments/experiment.ts';

/** What one run takes of this machine while it goes on, besides GPUs. */
export interface Demand {
  readonly cpu: number;
  /** Mebibytes. */
  readonly mem: number;
}

/** What all runs together may take. */
export interface Capacity {
  /** Runs at a time; `auto`: as many as fit by cpu and memory. */
  readonly parallel: number | 'auto';
  readonly cpu: number;
  /** Mebibytes. */
  readonly mem: number;
}

/** What a run takes. One that does not say keeps one processor busy. */
export const demandOf = ({ cpu = 1, mem = 0 }: Resources): Demand => ({ cpu, mem });

/**
 * Whether runs that start together fit beside those that go on. Those that would never fit start when nothing else goes on:
 * a composite with more members than slots, a run that asks for more than the machine has.
 */
export function fitsBeside(
  group: readonly Demand[],
  goingOn: readonly Demand[],
  { parallel, cpu, mem }: Capacity,
): boolean {
  if (goingOn.length === 0) return true;
  if (parallel !== 'auto') return goingOn.length + group.length <= parallel;
  const all = [...goingOn, ...group];
  return sum(all, 'cpu') <= cpu && sum(all, 'mem') <= mem;
}

const sum = (demands: readonly Demand[], what: keyof Demand): number =>
  demands.reduce((total, demand) => total + demand[what], 0);
