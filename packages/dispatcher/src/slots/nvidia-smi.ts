import {
  fail,
  type GpuDevice,
  gpuQuery,
  ok,
  parseGpuProcesses,
  parseGpus,
  processQuery,
  type Result,
} from '@mrunner/core';
import type { Finished, Host } from '../host/host.ts';

type Asks = Pick<Host, 'processes' | 'clock' | 'env'>;

/** The machine's GPUs, and who computes on them. */
export interface GpuLook {
  readonly devices: readonly GpuDevice[];
  /** Pids by the number of their GPU. */
  readonly processes: ReadonlyMap<string, readonly number[]>;
}

/** Milliseconds that the driver may take; a broken one never answers. */
const patience = 30_000;

/** Asks `nvidia-smi` which GPUs there are; a problem when it can't tell. */
export async function listGpus(host: Asks): Promise<Result<readonly GpuDevice[]>> {
  const { code, stdout, stderr } = await ask(host, gpuQuery);
  if (code !== 0) return fail(cannotTell(code, `${stderr} ${stdout}`));
  return ok(parseGpus(stdout));
}

/** Asks which GPUs there are and which processes use them. */
export async function lookAtGpus(host: Asks): Promise<Result<GpuLook>> {
  const [devices, used] = await Promise.all([listGpus(host), ask(host, processQuery)]);
  if (!devices.ok) return devices;
  const byUuid = parseGpuProcesses(used.code === 0 ? used.stdout : '');
  const processes = new Map(
    devices.value.map(({ index, uuid }) => [index, byUuid.get(uuid) ?? []]),
  );
  return ok({ devices: devices.value, processes });
}

function ask({ processes, clock, env }: Asks, words: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    const answer = { code: 124, stdout: '', stderr: 'it does not answer' };
    const endTimer = clock.after(patience, () => resolve(answer));
    void processes.run(['nvidia-smi', ...words], { cwd: '/', env }).then((finished) => {
      endTimer();
      resolve(finished);
    });
  });
}

const cannotTell = (code: number, text: string) =>
  ({
    kind: 'missing',
    path: 'gpus',
    message:
      code === 127
        ? 'there is no nvidia-smi to tell which GPUs there are'
        : `nvidia-smi does not tell which GPUs there are: ${text.trim().split('\n')[0]}`,
    details: ['name them, such as --gpus 0-3, or gpus: 0-3 in the context'],
  }) as const;
