import type { Pod, PodStatus } from '../objects.ts';
import type { ApiClient } from './api-client.ts';

export const podPath = ({ metadata }: Pod): string =>
  `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;

/** Brings the newest status of each pod to the server, however long that is away. */
export class StatusReporter {
  private readonly client: ApiClient;
  private readonly waiting = new Map<string, { pod: Pod; status: PodStatus }>();
  private readonly busy = new Set<string>();
  private stopped = false;

  constructor(client: ApiClient) {
    this.client = client;
  }

  report(pod: Pod, status: PodStatus): void {
    this.waiting.set(pod.metadata.uid, { pod, status });
    void this.send(pod.metadata.uid);
  }

  private async send(uid: string): Promise<void> {
    if (this.busy.has(uid)) return;
    this.busy.add(uid);
    for (
      let next = this.waiting.get(uid);
      next !== undefined && !this.stopped;
      next = this.waiting.get(uid)
    ) {
      this.waiting.delete(uid);
      const sent = await this.attempt(next.pod, next.status);
      if (sent) continue;
      if (!this.waiting.has(uid)) this.waiting.set(uid, next);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    this.busy.delete(uid);
  }

  /** Whether it is done with: also when the pod is no more. */
  private async attempt(pod: Pod, status: PodStatus): Promise<boolean> {
    try {
      const body = { metadata: { uid: pod.metadata.uid }, status };
      const type = 'application/strategic-merge-patch+json';
      const { code } = await this.client.request('PATCH', `${podPath(pod)}/status`, body, type);
      return code < 300 || code === 404 || code === 409 || code === 422;
    } catch {
      return false;
    }
  }

  /** Resolves when all that was reported of a pod has arrived. */
  async settled({ metadata }: Pod): Promise<void> {
    while (!this.stopped && (this.busy.has(metadata.uid) || this.waiting.has(metadata.uid)))
      await new Promise((resolve) => setTimeout(resolve, 5));
  }

  stop(): void {
    this.stopped = true;
  }
}
