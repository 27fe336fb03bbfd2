import { eventAbout } from '../event-object.ts';
import type { Pod } from '../objects.ts';
import type { ApiClient } from './api-client.ts';

/** Tells of pods by Event objects, of each thing once. */
export class PodEvents {
  private readonly client: ApiClient;
  private readonly node: string;
  private readonly told = new Set<string>();

  /** @param node its name */
  constructor(client: ApiClient, node: string) {
    this.client = client;
    this.node = node;
  }

  async tell(pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string): Promise<void> {
    const { namespace, name, uid } = pod.metadata;
    const said = `${uid} ${reason} ${message}`;
    if (this.told.has(said)) return;
    this.told.add(said);
    const source = { component: 'kubelet', host: this.node };
    // An item of a list has no kind of its own.
    const about = { ...pod, apiVersion: 'v1', kind: 'Pod' };
    const body = {
      ...eventAbout(about, { type, reason, message, source }),
      metadata: { generateName: `${name}.`, namespace },
    };
    await this.client
      .request('POST', `/api/v1/namespaces/${namespace}/events`, body)
      .catch(() => undefined);
  }
}
