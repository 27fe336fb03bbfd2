import { join } from 'node:path';
import type { KubeObject, Pod } from '../objects.ts';
import type { ApiClient } from './api-client.ts';
import { hostsText, writeHosts } from './host-names.ts';

/** Keeps the hosts files of a node's pods: in place of the cluster's DNS they say who of all pods is called what. */
export class PodNames {
  private readonly client: ApiClient;
  private readonly directory: string;
  private readonly here = new Map<string, { pod: Pod; podIP: string }>();
  private readonly everyPod = new Map<string, Pod>();
  private readonly services = new Map<string, KubeObject>();
  private watch: AbortSignal | undefined;

  /** @param directory of the node */
  constructor(client: ApiClient, directory: string) {
    this.client = client;
    this.directory = directory;
  }

  /** Makes the hosts file of a pod, and keeps it true until the signal comes; answers its path. */
  hostsFile(pod: Pod, podIP: string, signal: AbortSignal): string {
    const { uid } = pod.metadata;
    this.here.set(uid, { pod, podIP });
    if (pod.spec.subdomain !== undefined) this.follow(signal);
    this.write(uid);
    return this.path(uid);
  }

  forget(uid: string): void {
    this.here.delete(uid);
  }

  private path(uid: string): string {
    return join(this.directory, 'pods', uid, 'hosts');
  }

  private write(uid: string): void {
    const found = this.here.get(uid);
    if (found === undefined) return;
    const { pod, podIP } = found;
    const all = [[...this.everyPod.values()], [...this.services.values()]] as const;
    writeHosts(this.path(uid), hostsText(pod, podIP, ...all));
  }

  private follow(signal: AbortSignal): void {
    if (this.watch === signal) return;
    this.watch = signal;
    this.keep('/api/v1/pods', this.everyPod as Map<string, KubeObject>, signal);
    this.keep('/api/v1/services', this.services, signal);
  }

  private keep(path: string, kept: Map<string, KubeObject>, signal: AbortSignal): void {
    const rewrite = () => {
      for (const [uid, { pod }] of this.here) if (pod.spec.subdomain !== undefined) this.write(uid);
    };
    void this.client.follow(path, '', signal, {
      listed: (items) => {
        kept.clear();
        for (const item of items) kept.set(item.metadata.uid, item);
        rewrite();
      },
      changed: (type, object) => {
        if (type === 'DELETED') kept.delete(object.metadata.uid);
        else kept.set(object.metadata.uid, object);
        rewrite();
      },
    });
  }
}
