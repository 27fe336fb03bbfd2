import type { Resources } from '../experiments/experiment.ts';

/** Which GPUs a run sees, for its environment. */
export interface SeenGpus {
  /** How many it asks for; undefined when it says nothing of GPUs. */
  readonly wanted: number | undefined;
  /** Those that it was given. */
  readonly given: readonly string[];
  /** The list that somebody named for all runs. */
  readonly named: readonly string[] | undefined;
}

/**
 * The variables by which CUDA's programs see the GPUs that are meant for a run: its own, none if it asks for 0, the named
 * list if it does not ask. Numbers are those that `nvidia-smi` shows.
 */
export function gpuVariables({ wanted, given, named }: SeenGpus): { [name: string]: string } {
  const seen = wanted === undefined ? named : given;
  if (seen === undefined) return {};
  return { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: seen.join(',') };
}

/** How many threads numerical libraries are to use, unless anybody else says: as many as the run has processors. */
export const threadVariables = ({ cpu }: Resources): { readonly [name: string]: string } =>
  cpu === undefined ? {} : { OMP_NUM_THREADS: String(cpu) };
