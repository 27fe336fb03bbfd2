import type { Resources } from '../experiments/experiment.ts';
import type { KubeSettings } from './kube-settings.ts';
import type { ContainerResources } from './objects/pod.ts';

/** Mebibytes as Kubernetes writes them, in the largest unit that keeps them whole: 16384 is `16Gi`. */
export function memoryQuantity(mebibytes: number): string {
  const [unit, size] = units.find(([, each]) => mebibytes % each === 0) ?? ['Mi', 1];
  return `${mebibytes / size}${unit}`;
}

const units = [
  ['Ti', 1024 ** 2],
  ['Gi', 1024],
] as const;

/**
 * What a container asks for. Memory is a limit too, so that a pod is never more than it said; processors are none, so that
 * idle ones may be used. GPUs and other devices are limits, from which Kubernetes takes the requests.
 *
 * @param slots runs side by side in the container
 */
export function containerResources(
  { cpu, mem, gpu }: Resources,
  { devices, gpuResource, tpu }: Pick<KubeSettings, 'devices' | 'gpuResource' | 'tpu'>,
  slots = 1,
): ContainerResources {
  const memory = mem === undefined ? {} : { memory: memoryQuantity(mem * slots) };
  const requests = { ...(cpu !== undefined && { cpu: String(cpu * slots) }), ...memory };
  const limits = {
    ...memory,
    ...devices,
    ...(gpu !== undefined && gpu.count > 0 && { [gpuResource]: String(gpu.count * slots) }),
    ...(tpu !== undefined && { [tpuResource]: String(tpu * slots) }),
  };
  return {
    ...(Object.keys(requests).length > 0 && { requests }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
}

/**
 * What a container asks for that moves files for runs: little, and no more than a run may have. Namespaces with a quota take no
 * container that leaves open what it asks for, or its limits.
 */
export function helperResources(
  { cpu = 1, mem = defaultHelperMemory }: Pick<Resources, 'cpu' | 'mem'>,
  { devices }: Pick<KubeSettings, 'devices'>,
): ContainerResources {
  return {
    requests: { cpu: String(Math.min(cpu, 0.1)), memory: memoryQuantity(Math.min(mem, 128)) },
    limits: { cpu: devices.cpu ?? String(cpu), memory: memoryQuantity(mem) },
  };
}

/** Mebibytes: a set-up on a volume may install packages. */
const defaultHelperMemory = 2048;

/** What clusters with TPUs call them. */
const tpuResource = 'google.com/tpu';
