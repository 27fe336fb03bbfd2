/** GPUs that one run is to have. */
export interface GpuWant {
  readonly count: number;
  /** Those that it may have, the first ones rather than the others. */
  readonly from: readonly string[];
}

/**
 * Gives each of several runs that start together GPUs of its own, in the order of the wants; undefined when there are not
 * enough for all. Who may choose from fewer chooses first.
 */
export function assignGpus(
  wants: readonly GpuWant[],
  isFree: (gpu: string) => boolean,
): readonly (readonly string[])[] | undefined {
  const given = new Set<string>();
  const assigned = new Map<GpuWant, readonly string[]>();
  for (const want of wants.toSorted((a, b) => a.from.length - b.from.length)) {
    const free = want.from.filter((gpu) => !given.has(gpu) && isFree(gpu)).slice(0, want.count);
    if (free.length < want.count) return undefined;
    for (const gpu of free) given.add(gpu);
    assigned.set(want, free);
  }
  return wants.map((want) => assigned.get(want) ?? []);
}
