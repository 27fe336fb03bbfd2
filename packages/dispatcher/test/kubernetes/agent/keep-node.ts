import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';
import { leaseObject, type NodeFacts, nodeObject } from './node-objects.ts';

const betweenBeats = 5000;

/** Makes the Node, or what it says of itself true again; tries until a server takes it. */
export async function registerNode(client: ApiClient, facts: NodeFacts): Promise<void> {
  const node = nodeObject(facts);
  const patch = { status: node.status };
  const type = 'application/strategic-merge-patch+json';
  for (;;) {
    const made = await client.request('POST', '/api/v1/nodes', node).catch(() => undefined);
    if (made?.code === 201 || made?.code === 409) {
      const set = await client
        .request('PATCH', `/api/v1/nodes/${facts.name}/status`, patch, type)
        .catch(() => undefined);
      if (set !== undefined && set.code < 300) return;
    }
    await delay(100);
  }
}

/** Renews the lease of a node until the signal comes: without it the node counts as gone. */
export async function renewLease(
  client: ApiClient,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const path = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
  while (!signal.aborted) {
    try {
      const lease = await client.find(`${path}/${name}`);
      if (lease === undefined) await client.request('POST', path, leaseObject(name));
      else {
        const renewed = leaseObject(name, lease.metadata.resourceVersion);
        await client.request('PUT', `${path}/${name}`, renewed);
      }
    } catch {
      // The next beat comes soon.
    }
    await delay(betweenBeats, undefined, { signal }).catch(() => {});
  }
}
