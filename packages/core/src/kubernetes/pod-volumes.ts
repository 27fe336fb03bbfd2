import type { Context } from '../contexts/context.ts';
import type { JobRequest } from './job-request.ts';
import { type KubeVolume, kubeSettings } from './kube-settings.ts';
import type { Volume, VolumeMount } from './objects/pod.ts';
import { cancelMapName } from './other-manifests.ts';
import { podPaths } from './pod-paths.ts';
import { memoryQuantity } from './quantity.ts';

/** A volume, and where a container sees it. */
interface Mounted {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

/** Volumes of a pod, and where its container sees them. */
export interface PodVolumes {
  readonly volumes: readonly Volume[];
  readonly mounts: readonly VolumeMount[];
}

/** Everything that a pod of a batch sees. */
export function podVolumes({
  token,
  context,
  batchMaps,
  codeMaps = [],
  privateSecret,
  commit,
}: Pick<
  JobRequest,
  'token' | 'context' | 'batchMaps' | 'codeMaps' | 'privateSecret' | 'commit'
>): PodVolumes {
  const { gitSecret } = kubeSettings(context);
  return together([
    batchVolume(batchMaps),
    ...codeMaps.map((name, part) => {
      const volume = { name: `code-${part}`, configMap: { name } };
      return mounted(volume, podPaths.codePart(part), { readOnly: true });
    }),
    ...(privateSecret === undefined
      ? []
      : [secretVolume('private', privateSecret, podPaths.private)]),
    // For the container that clones: it is mounted in no other.
    ...(commit === undefined || gitSecret === undefined ? [] : [{ volume: gitVolume(gitSecret) }]),
    mounted(
      { name: 'cancel', configMap: { name: cancelMapName(token), optional: true } },
      podPaths.cancel,
      { readOnly: true },
    ),
    mounted({ name: 'own', emptyDir: {} }, podPaths.own),
    ...storageVolumes(context),
  ]);
}

/** What a context itself mounts: its storage directory, shared memory, and `volumes`. */
export const contextVolumes = (context: Context): PodVolumes => together(storageVolumes(context));

function storageVolumes(context: Context): readonly Mounted[] {
  const { pvc, shm, volumes } = kubeSettings(context);
  const isCovered = volumes.some(({ path }) => isBelow(context.storageDir, path));
  const source =
    pvc === undefined ? { emptyDir: {} } : { persistentVolumeClaim: { claimName: pvc } };
  return [
    ...(isCovered ? [] : [mounted({ name: 'storage', ...source }, context.storageDir)]),
    ...(shm === undefined
      ? []
      : [
          mounted(
            { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: memoryQuantity(shm) } },
            '/dev/shm',
          ),
        ]),
    ...volumes.map((volume, number) => ownVolume(volume, `volume-${number}`)),
  ];
}

/** The files of a batch in one directory, from however many ConfigMaps. */
function batchVolume(maps: readonly string[]): Mounted {
  const [first, ...others] = maps;
  if (first === undefined) throw new Error('Internal error: a batch without files');
  const volume: Volume =
    others.length === 0
      ? { name: 'batch', configMap: { name: first } }
      : {
          name: 'batch',
          projected: { sources: maps.map((name) => ({ configMap: { name } })) },
        };
  return mounted(volume, podPaths.batch, { readOnly: true });
}

/** For everybody in the container: images have users of their own, and to those a file of root's would be closed. */
const secretVolume = (name: string, secretName: string, path: string): Mounted =>
  mounted({ name, secret: { secretName, defaultMode: 0o444 } }, path, { readOnly: true });

/** For its container alone, whoever that works as. */
const gitVolume = (secretName: string): Volume => ({
  name: 'git',
  secret: { secretName, defaultMode: 0o444 },
});

function ownVolume({ path, source, readOnly, subPath }: KubeVolume, name: string): Mounted {
  return mounted({ name, ...sourceOf(source) }, path, { readOnly, subPath });
}

function sourceOf(source: KubeVolume['source']): Omit<Volume, 'name'> {
  switch (source.kind) {
    case 'claim':
      return { persistentVolumeClaim: { claimName: source.name } };
    case 'secret':
      return { secret: { secretName: source.name } };
    case 'config_map':
      return { configMap: { name: source.name } };
    case 'host_path':
      return { hostPath: { path: source.hostPath } };
    case 'empty_dir':
      return { emptyDir: {} };
  }
}

function mounted(
  volume: Volume,
  mountPath: string,
  { readOnly, subPath }: { readOnly?: boolean; subPath?: string | undefined } = {},
): Mounted {
  return {
    volume,
    mount: {
      name: volume.name,
      mountPath,
      ...(readOnly === true && { readOnly }),
      ...(subPath !== undefined && { subPath }),
    },
  };
}

const together = (
  all: readonly { readonly volume: Volume; readonly mount?: VolumeMount }[],
): PodVolumes => ({
  volumes: all.map(({ volume }) => volume),
  mounts: all.flatMap(({ mount }) => (mount === undefined ? [] : [mount])),
});

/** Whether a path is inside of a directory, or it itself. */
const isBelow = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(`${directory.replace(/\/+$/, '')}/`);
