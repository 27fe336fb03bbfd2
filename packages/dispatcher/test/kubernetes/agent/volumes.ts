import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConfigMapSource, DownwardSource, Pod, SecretSource, Volume } from '../objects.ts';
import { fieldValue, MissingSource, resourceValue, type Sources } from './container-env.ts';

/** Where volumes are kept. */
export interface VolumePlaces {
  /** Of this pod. */
  readonly pod: string;
  /** The directories of claims, `<namespace>/<name>` below it. */
  readonly claims: string;
}

/** Makes the directory of a volume; throws a MissingSource while what it needs is not there. */
export async function makeVolume(
  pod: Pod,
  volume: Volume,
  places: VolumePlaces,
  sources: Sources,
): Promise<string> {
  const { hostPath, persistentVolumeClaim: claim } = volume;
  if (hostPath !== undefined) return hostPath.path;
  if (claim !== undefined) {
    const path = join(places.claims, pod.metadata.namespace ?? '', claim.claimName);
    mkdirSync(path, { recursive: true });
    const { fsGroup } = pod.spec.securityContext ?? {};
    if (fsGroup !== undefined) {
      chownSync(path, 0, fsGroup);
      chmodSync(path, 0o2775);
    }
    return path;
  }
  const path = join(places.pod, 'volumes', volume.name);
  mkdirSync(path, { recursive: true });
  if (volume.emptyDir !== undefined) {
    chmodSync(path, 0o777);
    return path;
  }
  const files = await volumeFiles(pod, volume, sources);
  // A container may look at it already, so each file is replaced at once, and the directory stays.
  for (const { name, bytes, mode } of files) {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, bytes);
    chmodSync(`${file}.new`, mode);
    renameSync(`${file}.new`, file);
  }
  const kept = new Set(files.map(({ name }) => name.split('/')[0]));
  for (const name of readdirSync(path))
    if (!kept.has(name)) rmSync(join(path, name), { recursive: true });
  return path;
}

/** Whether a volume may get other contents while its pod runs. */
export const isChanging = ({ configMap, secret }: Volume): boolean =>
  (configMap?.optional ?? secret?.optional) === true;

interface VolumeFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly mode: number;
}

async function volumeFiles(pod: Pod, volume: Volume, sources: Sources): Promise<VolumeFile[]> {
  if (volume.configMap !== undefined) return configMapFiles(volume.configMap, sources);
  if (volume.secret !== undefined) return secretFiles(volume.secret, sources);
  if (volume.downwardAPI !== undefined) return downwardFiles(pod, volume.downwardAPI);
  const { defaultMode, sources: parts } = volume.projected ?? { sources: [] };
  const mode = defaultMode === undefined ? {} : { defaultMode };
  const all: VolumeFile[] = [];
  for (const part of parts) {
    if (part.configMap)
      all.push(...(await configMapFiles({ ...mode, ...part.configMap }, sources)));
    if (part.secret) all.push(...(await secretFiles({ ...mode, ...part.secret }, sources)));
    if (part.downwardAPI) all.push(...downwardFiles(pod, { ...mode, ...part.downwardAPI }));
    if (part.serviceAccountToken)
      all.push({ name: 'token', bytes: Buffer.from('no-token'), mode: 0o644 });
  }
  return all;
}

async function configMapFiles(source: ConfigMapSource, sources: Sources): Promise<VolumeFile[]> {
  const data = await sources.configMap(source.name);
  return keyFiles('configmap', source.name, source, data);
}

async function secretFiles(source: SecretSource, sources: Sources): Promise<VolumeFile[]> {
  const name = source.secretName ?? source.name ?? '';
  return keyFiles('secret', name, source, await sources.secret(name));
}

function keyFiles(
  kind: string,
  name: string,
  { items, defaultMode = 0o644, optional }: Omit<ConfigMapSource, 'name'>,
  data: ReadonlyMap<string, Buffer> | undefined,
): VolumeFile[] {
  if (data === undefined) {
    if (optional) return [];
    throw new MissingSource(`MountVolume.SetUp failed for volume : ${kind} "${name}" not found`);
  }
  if (items === undefined)
    return [...data].map(([key, bytes]) => ({ name: key, bytes, mode: defaultMode }));
  return items.flatMap(({ key, path, mode }) => {
    const bytes = data.get(key);
    if (bytes !== undefined) return [{ name: path, bytes, mode: mode ?? defaultMode }];
    if (optional) return [];
    throw new MissingSource(`references non-existent ${kind} key: ${key}`);
  });
}

function downwardFiles(
  pod: Pod,
  { items = [], defaultMode = 0o644 }: DownwardSource,
): VolumeFile[] {
  return items.map(({ path, mode, fieldRef, resourceFieldRef }) => {
    const [first] = pod.spec.containers;
    const text =
      fieldRef !== undefined
        ? fieldValue(pod, fieldRef.fieldPath)
        : resourceFieldRef !== undefined && first !== undefined
          ? resourceValue(pod, first, resourceFieldRef)
          : '';
    return { name: path, bytes: Buffer.from(text), mode: mode ?? defaultMode };
  });
}
