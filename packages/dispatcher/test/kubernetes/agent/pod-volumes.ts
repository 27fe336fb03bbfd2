import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pod } from '../objects.ts';
import type { PodHost } from './pod-host.ts';
import type { PodPatience } from './pod-patience.ts';
import { isChanging, makeVolume } from './volumes.ts';

/** The volumes of one pod, as directories. */
export class PodVolumes {
  private readonly pod: Pod;
  private readonly host: PodHost;
  private readonly directory: string;

  /** @param directory of the pod */
  constructor(pod: Pod, host: PodHost, directory: string) {
    this.pod = pod;
    this.host = host;
    this.directory = directory;
  }

  /** Waits until what the pod mounts is there; directories by the names of the volumes. */
  async mount(patience: PodPatience): Promise<ReadonlyMap<string, string>> {
    const made = new Map<string, string>();
    const make = this.maker();
    mkdirSync(this.directory, { recursive: true });
    for (const volume of this.pod.spec.volumes ?? [])
      await patience.persist(
        async () => void made.set(volume.name, await make(volume)),
        (text) => this.host.event(this.pod, 'Warning', 'FailedMount', text),
      );
    return made;
  }

  /** Brings what changes in optional ConfigMaps and Secrets to the pod, once a second, until it has ended. */
  async refresh(hasEnded: () => boolean): Promise<void> {
    const changing = (this.pod.spec.volumes ?? []).filter(isChanging);
    const make = this.maker();
    while (changing.length > 0 && !hasEnded()) {
      await delay(1000);
      if (hasEnded()) return;
      // A server that is away is asked again a second later.
      for (const volume of changing) await make(volume).catch(() => {});
    }
  }

  private maker(): (volume: Parameters<typeof makeVolume>[1]) => Promise<string> {
    const { pod, host } = this;
    const places = { pod: this.directory, claims: host.claims };
    const sources = host.sources(pod.metadata.namespace ?? '');
    return (volume) => makeVolume(pod, volume, places, sources);
  }
}
