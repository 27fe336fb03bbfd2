import type { Context } from '../contexts/context.ts';
import type { PullPolicy, Toleration } from './objects/pod.ts';

/** The keys that contexts on Kubernetes alone have, by the types that they were checked for. */
export interface KubeSettings {
  /** Of the kubeconfig; absent: its current one. */
  readonly kubeContext?: string;
  /** Absolute path of a file on this machine; absent: as kubectl finds it. */
  readonly kubeconfig?: string;
  /** Absent: the one of the kube context. */
  readonly namespace?: string;
  readonly image?: string;
  readonly imagePullSecret?: string;
  readonly imagePullPolicy?: PullPolicy;
  readonly nodeSelector: { readonly [label: string]: string };
  readonly tolerations: readonly Toleration[];
  readonly priorityClass?: string;
  readonly serviceAccount?: string;
  readonly runtimeClass?: string;
  /** As whom containers work; absent: as their image says. */
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  /** The group that volumes belong to. */
  readonly fsGroup?: number;
  /** The profile of Pod Security that pods keep to. */
  readonly podSecurity?: 'restricted';
  /** The claim that `storage_dir` is on; absent: what is there goes with its pod. */
  readonly pvc?: string;
  /** The claim is made with this size when it is missing. A quantity: `10Gi`. */
  readonly defaultPvcSize?: string;
  readonly storageClass?: string;
  readonly pvcAccess: 'ReadWriteMany' | 'ReadWriteOnce';
  readonly volumes: readonly KubeVolume[];
  /** Names of Secrets that all become variables. */
  readonly kubeSecrets: readonly string[];
  readonly kueueQueue?: string;
  /** Further resources of nodes that each run takes, by name: `{ 'rdma/hca': '1' }`. */
  readonly devices: { readonly [resource: string]: string };
  /** What the cluster calls its GPUs. */
  readonly gpuResource: string;
  readonly tpu?: number;
  /** Size of `/dev/shm` in MiB. */
  readonly shm?: number;
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
  /** Where the image has the project, for `code: in-place`. */
  readonly codeDir?: string;
  /** The repository that `code: git` clones. */
  readonly gitUrl?: string;
  /** The Secret with the key for it (`ssh-privatekey`, or `username` and `password`). */
  readonly gitSecret?: string;
  /** The image that clones. */
  readonly gitImage: string;
  readonly pack: 'auto' | 'none' | number;
  readonly canary?: number;
}

/** A directory that pods get, and what is in it. */
export interface KubeVolume {
  readonly path: string;
  readonly source:
    | { readonly kind: 'claim' | 'secret' | 'config_map'; readonly name: string }
    | { readonly kind: 'host_path'; readonly hostPath: string }
    | { readonly kind: 'empty_dir' };
  readonly readOnly: boolean;
  readonly subPath?: string;
}

/** Reads what a context says of Kubernetes. */
export function kubeSettings({ kubernetes }: Pick<Context, 'kubernetes'>): KubeSettings {
  const settings: { -readonly [K in keyof KubeSettings]?: unknown } = {
    nodeSelector: kubernetes.node_selector ?? {},
    tolerations: kubernetes.tolerations ?? [],
    volumes: kubernetes.volumes ?? [],
    kubeSecrets: kubernetes.kube_secrets ?? [],
    devices: kubernetes.devices ?? {},
    gpuResource: kubernetes.gpu_resource ?? defaultGpuResource,
    labels: kubernetes.labels ?? {},
    annotations: kubernetes.annotations ?? {},
    gitImage: kubernetes.git_image ?? defaultGitImage,
    pvcAccess: kubernetes.pvc_access ?? 'ReadWriteMany',
    ...(kubernetes.default_pvc_size !== undefined && { pvc: defaultClaim }),
    pack: kubernetes.pack ?? 'none',
  };
  for (const [name, key] of optionalKeys) {
    if (kubernetes[key] !== undefined) settings[name] = kubernetes[key];
  }
  // The context's keys were checked when it was read.
  return settings as KubeSettings;
}

/** What clusters with NVIDIA's device plugin call their GPUs. */
export const defaultGpuResource = 'nvidia.com/gpu';

/** The claim that is made where none is named: old files name only a size. */
const defaultClaim = 'mrunner';

/** Has git, ssh and sh. */
export const defaultGitImage = 'alpine/git';

const optionalKeys: readonly (readonly [keyof KubeSettings, string])[] = [
  ['kubeContext', 'kube_context'],
  ['kubeconfig', 'kubeconfig'],
  ['namespace', 'namespace'],
  ['image', 'image'],
  ['imagePullSecret', 'image_pull_secret'],
  ['imagePullPolicy', 'image_pull_policy'],
  ['priorityClass', 'priority_class'],
  ['serviceAccount', 'service_account'],
  ['runtimeClass', 'runtime_class'],
  ['runAsUser', 'run_as_user'],
  ['runAsGroup', 'run_as_group'],
  ['fsGroup', 'fs_group'],
  ['podSecurity', 'pod_security'],
  ['pvc', 'pvc'],
  ['defaultPvcSize', 'default_pvc_size'],
  ['storageClass', 'storage_class'],
  ['kueueQueue', 'kueue_queue'],
  ['tpu', 'tpu'],
  ['shm', 'shm'],
  ['codeDir', 'code_dir'],
  ['gitUrl', 'git_url'],
  ['gitSecret', 'git_secret'],
  ['canary', 'canary'],
];
