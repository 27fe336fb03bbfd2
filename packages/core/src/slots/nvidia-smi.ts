/** A GPU as `nvidia-smi` lists it. */
export interface GpuDevice {
  /** Its number, in the order of the PCI bus. */
  readonly index: string;
  /** `GPU-8932f937-…` */
  readonly uuid: string;
}

/** Words for `nvidia-smi` that list the GPUs. */
export const gpuQuery: readonly string[] = ['--query-gpu=index,uuid', '--format=csv,noheader'];

/** Words for `nvidia-smi` that list the processes which compute on them. */
export const processQuery: readonly string[] = [
  '--query-compute-apps=gpu_uuid,pid',
  '--format=csv,noheader',
];

/** Reads the answer to `gpuQuery`: lines such as `0, GPU-8932f937-…`. */
export const parseGpus = (csv: string): readonly GpuDevice[] =>
  pairsOf(csv)
    .filter(([index]) => /^\d+$/.test(index))
    .map(([index, uuid]) => ({ index, uuid }));

/** Reads the answer to `processQuery`: pids by the id of their GPU. */
export function parseGpuProcesses(csv: string): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [uuid, pid] of pairsOf(csv)) {
    if (!/^\d+$/.test(pid)) continue;
    const known = found.get(uuid);
    if (known === undefined) found.set(uuid, [Number(pid)]);
    else known.push(Number(pid));
  }
  return found;
}

/**
 * The GPUs that a process with this CUDA_VISIBLE_DEVICES would see, by number: all without it, and none behind the first
 * name that means none, as in CUDA itself.
 */
export function visibleGpus(
  devices: readonly GpuDevice[],
  variable: string | undefined,
): readonly GpuDevice[] {
  if (variable === undefined) return devices;
  const seen: GpuDevice[] = [];
  for (const name of variable.split(',')) {
    const device = gpuNamed(devices, name.trim());
    if (device === undefined || seen.includes(device)) return seen;
    seen.push(device);
  }
  return seen;
}

/** The GPU of a number, or of the beginning of an id; undefined when there is none, or several. */
export function gpuNamed(devices: readonly GpuDevice[], name: string): GpuDevice | undefined {
  if (/^\d+$/.test(name)) return devices.find(({ index }) => index === name);
  const found = name === '' ? [] : devices.filter(({ uuid }) => uuid.startsWith(name));
  return found.length === 1 ? found[0] : undefined;
}

const pairsOf = (csv: string): readonly (readonly [string, string])[] =>
  csv
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .map(([first = '', second = '']) => [first, second]);
