import { type GpuDevice, gpuChoice, gpuShortage, type Problem, visibleGpus } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { listGpus } from './nvidia-smi.ts';

/** What runs that start together ask of GPUs: those of one run, or of each member of a composite. */
export interface GpuNeed {
  /** Index of the first run. */
  readonly index: number;
  readonly asks: readonly {
    readonly count: number;
    /** `auto`, or a list. */
    readonly gpus: string;
    /** CUDA_VISIBLE_DEVICES as the run would have it otherwise. */
    readonly visible: string | undefined;
  }[];
}

/** Problems for all who ask for more GPUs than there are, used or not; or for `auto` where nobody can tell. */
export async function checkGpus(
  host: Pick<Host, 'processes' | 'clock' | 'env'>,
  needs: readonly GpuNeed[],
): Promise<readonly Problem[]> {
  const asking = needs
    .map((need) => ({ ...need, asks: need.asks.filter(({ count }) => count > 0) }))
    .filter(({ asks }) => asks.length > 0);
  let devices: readonly GpuDevice[] = [];
  if (asking.some(({ asks }) => asks.some(({ gpus }) => gpus === 'auto'))) {
    const listed = await listGpus(host);
    if (!listed.ok) return listed.problems;
    devices = listed.value;
  }
  return asking.map((need) => problemOf(need, devices)).filter((problem) => problem !== undefined);
}

function problemOf({ index, asks }: GpuNeed, devices: readonly GpuDevice[]): Problem | undefined {
  const wants = asks.map(({ count, gpus, visible }) => {
    const choice = gpuChoice(gpus);
    // What is wrong with a list is told where it is read.
    const named = choice.ok && choice.value !== 'auto' ? choice.value : undefined;
    return { count, from: named ?? visibleGpus(devices, visible).map((device) => device.index) };
  });
  const shortage = gpuShortage(wants);
  if (shortage === undefined) return undefined;
  const who = asks.length === 1 ? 'one run' : 'the members of a composite together';
  return {
    kind: 'limit',
    path: 'resources.gpu',
    message: `${who} asked for ${shortage}`,
    details: ['--gpus 0-3, or gpus: 0-3 in the context, says which may be used'],
    indexes: [index],
  };
}
