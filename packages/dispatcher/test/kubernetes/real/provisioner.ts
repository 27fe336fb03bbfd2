import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiClient } from '../agent/api-client.ts';
import type { KubeObject } from '../objects.ts';

/** Who makes the volumes, in the words of a StorageClass. */
const provisioner = 'mrunner.dev/directories';
const storageClass = 'directories';

interface Claim extends KubeObject {
  readonly spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly accessModes: readonly string[];
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

/**
 * Makes the default StorageClass of a cluster, and for each claim of it a volume, as provisioners of real clusters do: a directory
 * `<namespace>/<claim>` below `claims`. Goes on until the signal.
 */
export async function startProvisioner(
  client: ApiClient,
  claims: string,
  signal: AbortSignal,
): Promise<void> {
  const made = await client.request('POST', '/apis/storage.k8s.io/v1/storageclasses', {
    metadata: {
      name: storageClass,
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner,
    volumeBindingMode: 'Immediate',
    reclaimPolicy: 'Retain',
  });
  if (made.code !== 201) throw new Error(`no StorageClass: ${JSON.stringify(made.body)}`);
  const provide = (object: KubeObject): void => {
    const claim = object as Claim;
    if (claim.spec.storageClassName !== storageClass || claim.spec.volumeName) return;
    const volume = volumeFor(claim, claims);
    mkdirSync(volume.spec.hostPath.path, { recursive: true });
    // One that is asked for again is there already.
    void client.request('POST', volumes, volume).catch(() => undefined);
  };
  void client.follow('/api/v1/persistentvolumeclaims', '', signal, {
    listed: (items) => items.forEach(provide),
    changed: (type, claim) => {
      if (type !== 'DELETED') return provide(claim);
      void client.request('DELETE', `${volumes}/${nameOf(claim)}`).catch(() => undefined);
    },
  });
}

const volumes = '/api/v1/persistentvolumes';
const nameOf = ({ metadata }: KubeObject): string => `pvc-${metadata.uid}`;

function volumeFor(claim: Claim, claims: string) {
  const { name, namespace = '', uid } = claim.metadata;
  return {
    metadata: { name: nameOf(claim) },
    spec: {
      storageClassName: storageClass,
      capacity: { storage: claim.spec.resources.requests.storage },
      accessModes: claim.spec.accessModes,
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid },
      hostPath: { path: join(claims, namespace, name) },
    },
  };
}
