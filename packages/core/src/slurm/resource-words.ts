import type { Resources } from '../experiments/experiment.ts';
import { timeText } from '../resources/duration.ts';
import { gpuText } from '../resources/gpu.ts';

/**
 * What a task asks for, as options of sbatch and srun. `cpu`, `gpu` and `mem` are of one run; a task has room for `slots`
 * of them. Slurm counts memory and GPUs by node, and processors by task of `ntasks`, so they are shared out, rounded up.
 */
export function resourceWords(resources: Resources, slots = 1): readonly string[] {
  const { cpu, gpu, mem, time, nodes, ntasks, partition, constraint } = resources;
  const perNode = (count: number): number => Math.ceil((count * slots) / (nodes ?? 1));
  const cpus = cpu ?? (slots > 1 ? 1 : undefined);
  const words: string[] = [];
  if (partition !== undefined) words.push(`--partition=${partition}`);
  if (time !== undefined) words.push(`--time=${timeText(time)}`);
  if (nodes !== undefined) words.push(`--nodes=${nodes}`);
  if (ntasks !== undefined) words.push(`--ntasks=${ntasks}`);
  if (cpus !== undefined) {
    words.push(`--cpus-per-task=${Math.ceil((cpus * slots) / (ntasks ?? 1))}`);
  }
  if (mem !== undefined) words.push(`--mem=${perNode(mem)}M`);
  if (gpu !== undefined && gpu.count > 0) {
    words.push(`--gres=gpu:${gpuText({ ...gpu, count: perNode(gpu.count) })}`);
  }
  if (constraint !== undefined) words.push(`--constraint=${constraint}`);
  return words;
}
