import { join } from 'node:path';
import type { Pod } from '../objects.ts';
import { containerEnv } from './container-env.ts';
import { ContainerRun, type RunPlaces } from './container-run.ts';
import type { PodHost } from './pod-host.ts';
import type { PodPatience } from './pod-patience.ts';
import type { ContainerRecord } from './pod-status.ts';
import { pullImage } from './pull-image.ts';

/** What containers of a pod share. */
export interface PodSetting {
  readonly pod: Pod;
  readonly podIP: string;
  readonly host: PodHost;
  /** Of the pod. */
  readonly directory: string;
  readonly volumes: ReadonlyMap<string, string>;
  readonly patience: PodPatience;
  /** Hears what a container waits for. */
  readonly waits: (record: ContainerRecord, reason: string, message: string) => void;
}

/** Starts a container once its image and all that its environment names are there; undefined when the pod is to end before. */
export async function readyContainer(
  record: ContainerRecord,
  { pod, podIP, host, directory, volumes, patience, waits }: PodSetting,
): Promise<ContainerRun | undefined> {
  const { container } = record;
  const failed = (message: string) => host.event(pod, 'Warning', 'Failed', message);
  const isThere = await pullImage(record, patience, {
    pull: host.pull,
    failed,
    waits: (reason, message) => waits(record, reason, message),
  });
  if (!isThere) return undefined;
  let env: Map<string, string> | undefined;
  const sources = host.sources(pod.metadata.namespace ?? '');
  await patience.persist(
    async () => {
      const status = { ...pod.status, podIP, hostIP: '127.0.0.1' };
      env = await containerEnv({ ...pod, status }, container, sources);
    },
    (text) => {
      failed(text);
      waits(record, 'CreateContainerConfigError', text);
    },
  );
  if (env === undefined || patience.isOver) return undefined;
  const places: RunPlaces = {
    directory: join(directory, container.name),
    volumes,
    hosts: host.hostsFile(pod, podIP),
    node: host.nodeProgram,
    logLimit: host.logLimit,
  };
  return new ContainerRun(pod, record, env, places);
}
