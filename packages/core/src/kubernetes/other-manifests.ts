import type { KubeSettings } from './kube-settings.ts';
import { kubeLabels } from './marks.ts';
import { kubeName } from './names.ts';
import type { OwnerReference } from './objects/metadata.ts';
import type { ConfigMap, Secret, Service, VolumeClaim } from './objects/other.ts';
import { codePartFile } from './pod-paths.ts';

/** A file of a batch. */
export interface BatchFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** An object that goes with Jobs: as soon as none of them is there any more, Kubernetes deletes it. */
export interface Owned {
  readonly sweepId: string;
  /** The Jobs it goes with, as far as they exist. */
  readonly owners: readonly { readonly name: string; readonly uid: string }[];
}

/** The most that one ConfigMap gets, in bytes before base64. Kubernetes allows 1 MiB with it, for everything in it. */
export const mostMapBytes = 700_000;

/** Names of the ConfigMaps that `batchConfigMaps` makes of such files. */
export const batchMapNames = (token: string, files: readonly BatchFile[]): readonly string[] =>
  sharedOut(files).map((_, number) => mapName(token, number));

/**
 * The files of a batch in as many ConfigMaps as it takes; all are mounted as one directory.
 *
 * @throws where a file alone is more than one holds: batches are cut before
 */
export const batchConfigMaps = (
  token: string,
  files: readonly BatchFile[],
  owned: Owned,
): readonly ConfigMap[] =>
  sharedOut(files).map((some, number) => configMap(mapName(token, number), some, owned, token));

const mapName = (token: string, number: number): string =>
  number === 0 ? token : `${token}-${number}`;

/** In order, as many into each as fit. */
function sharedOut(files: readonly BatchFile[]): readonly (readonly BatchFile[])[] {
  const maps: BatchFile[][] = [];
  let room = 0;
  for (const file of files) {
    const size = file.bytes.length + file.name.length;
    if (size > mostMapBytes) throw new Error(`Internal error: ${file.name} has ${size} bytes`);
    if (size > room) {
      maps.push([]);
      room = mostMapBytes;
    }
    maps.at(-1)?.push(file);
    room -= size;
  }
  return maps;
}

/** Into how many ConfigMaps code may be cut. What is larger goes to a volume. */
export const mostCodeParts = 4;

/** Bytes of an archive that they hold together. */
export const mostCodeBytes = mostCodeParts * mostMapBytes;

/** Names of the ConfigMaps that hold an archive of code, by its content; undefined when it is too large for them. */
export function codeMapNames(
  sweepId: string,
  hash: string,
  bytes: number,
): readonly string[] | undefined {
  const parts = Math.max(Math.ceil(bytes / mostMapBytes), 1);
  if (parts > mostCodeParts) return undefined;
  const name = kubeName(`mr-${sweepId}-code-${hash.slice(0, 16)}`, 60);
  return Array.from({ length: parts }, (_, part) => `${name}-${part}`);
}

/** An archive of code, cut to fit; undefined when it is too large. */
export function codeConfigMaps(
  hash: string,
  archive: Uint8Array,
  owned: Owned,
): readonly ConfigMap[] | undefined {
  return codeMapNames(owned.sweepId, hash, archive.length)?.map((name, part) => {
    const bytes = archive.subarray(part * mostMapBytes, (part + 1) * mostMapBytes);
    return configMap(name, [{ name: codePartFile, bytes }], owned);
  });
}

function configMap(
  name: string,
  files: readonly BatchFile[],
  owned: Owned,
  token?: string,
): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(name, owned, token),
    immutable: true,
    binaryData: base64Map(files),
  };
}

/** Name of the ConfigMap that tells the pods of a batch which runs are cancelled: a file for each, named after its index. */
export const cancelMapName = (token: string): string => `${token}-cancel`;

/** Name of the Secret with the values that runs of a batch get. */
export const privateSecretName = (token: string): string => `${token}-private`;

/** Values of secrets and dotenv files, as the text that workers read. */
export function privateSecret(name: string, text: string, owned: Owned): Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadata(name, owned),
    type: 'Opaque',
    immutable: true,
    data: base64Map([{ name: 'values', bytes: new TextEncoder().encode(text) }]),
  };
}

/** The claim that a context asks for; undefined where it names none, or no size. */
export function claimManifest({
  pvc,
  defaultPvcSize,
  storageClass,
  pvcAccess,
}: Pick<KubeSettings, 'pvc' | 'defaultPvcSize' | 'storageClass' | 'pvcAccess'>):
  | VolumeClaim
  | undefined {
  if (pvc === undefined || defaultPvcSize === undefined) return undefined;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: pvc, labels: { 'app.kubernetes.io/managed-by': 'mrunner' } },
    spec: {
      accessModes: [pvcAccess],
      ...(storageClass !== undefined && { storageClassName: storageClass }),
      resources: { requests: { storage: defaultPvcSize } },
    },
  };
}

/** Name of the Service of a sweep. */
export const serviceName = (sweepId: string): string => kubeName(`mr-${sweepId}`);

/**
 * Gives the pods of a sweep names, ready or not: `<token>-<index>.<service>`. Members of composites find each other by them.
 */
export function memberService(owned: Owned): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(serviceName(owned.sweepId), owned),
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: { [kubeLabels.sweep]: owned.sweepId },
    },
  };
}

function metadata(name: string, { sweepId, owners }: Owned, token?: string) {
  return {
    name,
    labels: {
      [kubeLabels.sweep]: sweepId,
      ...(token !== undefined && { [kubeLabels.token]: token }),
    },
    ...(owners.length > 0 && { ownerReferences: owners.map(ownerReference) }),
  };
}

/** Names a Job as the one with which an object goes. */
export const ownerReference = (job: {
  readonly name: string;
  readonly uid: string;
}): OwnerReference => ({ apiVersion: 'batch/v1', kind: 'Job', name: job.name, uid: job.uid });

const base64Map = (files: readonly BatchFile[]): { readonly [name: string]: string } =>
  Object.fromEntries(files.map(({ name, bytes }) => [name, base64(bytes)]));

/** In pieces, since the arguments of a call are limited. */
function base64(bytes: Uint8Array): string {
  const piece = 0x6000;
  let text = '';
  for (let at = 0; at < bytes.length; at += piece) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + piece)));
  }
  return text;
}
