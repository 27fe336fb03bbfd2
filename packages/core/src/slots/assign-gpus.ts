import { gpuNamesText } from './gpu-names.ts';

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

/**
 * What is said when runs that start together can never have what they want.
 *
 * @example gpuShortage([{ count: 2, from: ['4'] }]) === '2 GPUs, and there is 1 to use: 4'
 */
export function gpuShortage(wants: readonly GpuWant[]): string | undefined {
  if (assignGpus(wants, () => true) !== undefined) return undefined;
  const count = wants.reduce((sum, want) => sum + want.count, 0);
  const from = [...new Set(wants.flatMap((want) => want.from))];
  const there =
    from.length === 0
      ? 'are none to use'
      : `${from.length === 1 ? 'is' : 'are'} ${from.length} to use: ${gpuNamesText(from)}`;
  return `${count} ${count === 1 ? 'GPU' : 'GPUs'}, and there ${there}`;
}
