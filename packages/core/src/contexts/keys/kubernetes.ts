import { pullPolicies } from '../../kubernetes/objects/pod.ts';
import type { ContextKey } from '../context-key.ts';
import {
  containerImage,
  deviceCount,
  directoryInPod,
  diskSize,
  labelValue,
  memorySize,
  objectName,
  qualifiedName,
} from '../kube-kinds.ts';
import { listOf, spacesOrCommas } from '../list-kinds.ts';
import { anyText, oneOf, pathTo, text, wholeNumber } from '../scalar-kinds.ts';
import { toleration } from '../toleration-kind.ts';
import { volume } from '../volume-kind.ts';

const backends = ['kubernetes'] as const;

/** Keys that Kubernetes alone has. */
export const kubernetesKeys = {
  tpu: { kind: wholeNumber(1), doc: 'TPUs for each run.', backends, group: 'resources' },
  kube_context: {
    kind: text,
    doc: 'The context of your kubeconfig; absent: its current one.',
    backends,
  },
  kubeconfig: {
    kind: pathTo('here'),
    doc: 'The file that says how to reach the cluster; absent: as kubectl finds it.',
    backends,
  },
  namespace: {
    kind: objectName,
    doc: 'The namespace; absent: the one of the kube context.',
    backends,
  },
  image: {
    kind: containerImage,
    doc: 'The image that runs are started in; it needs `sh` and your interpreter.',
    oldNames: ['base_image'],
    backends,
  },
  image_pull_secret: {
    kind: objectName,
    doc: 'The Secret with the login for the registry of `image`.',
    backends,
  },
  image_pull_policy: {
    kind: oneOf(pullPolicies),
    doc: 'Whether nodes ask the registry each time.',
    backends,
  },
  node_selector: {
    kind: labelValue,
    entryKind: qualifiedName,
    doc: 'Labels that nodes must have, a map.',
    backends,
    merge: 'by name',
  },
  tolerations: {
    kind: listOf(toleration),
    doc: 'Taints of nodes that do not keep runs away: `gpu=yes:NoSchedule`, or a map as pods have it.',
    backends,
  },
  priority_class: { kind: objectName, doc: 'The priority class of the pods.', backends },
  service_account: { kind: objectName, doc: 'The service account of the pods.', backends },
  runtime_class: { kind: objectName, doc: 'The runtime class of the pods.', backends },
  run_as_user: {
    kind: wholeNumber(0),
    doc: 'The number of the user that containers work as; absent: as their image says.',
    backends,
  },
  run_as_group: { kind: wholeNumber(0), doc: 'The number of their group.', backends },
  fs_group: {
    kind: wholeNumber(0),
    doc: 'The number of the group that volumes belong to, so that others than root may write there.',
    backends,
  },
  pod_security: {
    kind: oneOf(['restricted']),
    doc: 'The profile of Pod Security that pods keep to: without root and further rights.',
    backends,
  },
  pvc: {
    kind: objectName,
    doc: 'The volume claim that `storage_dir` is on; absent: what runs write there goes with their pods.',
    backends,
  },
  default_pvc_size: {
    kind: diskSize,
    doc: 'Makes the claim `pvc` (named mrunner where that is absent) with this size when it is missing.',
    backends,
  },
  storage_class: { kind: objectName, doc: 'The storage class of a claim that is made.', backends },
  pvc_access: {
    kind: oneOf(['ReadWriteMany', 'ReadWriteOnce']),
    doc: 'Whether a claim that is made can be used on many nodes, or on one.',
    backends,
    defaults: { kubernetes: 'ReadWriteMany' },
  },
  volumes: {
    kind: listOf(volume),
    doc: 'Further directories: `{path: /data, claim: datasets, read_only: true}`.',
    backends,
  },
  kube_secrets: {
    kind: listOf(objectName, spacesOrCommas),
    doc: 'Secrets of the namespace that all become environment variables.',
    backends,
  },
  kueue_queue: {
    kind: objectName,
    doc: 'The local queue of Kueue that admits the jobs.',
    backends,
  },
  devices: {
    kind: deviceCount,
    entryKind: qualifiedName,
    doc: 'Further devices that each run gets, a map such as `{rdma/hca: 1}`.',
    backends,
    merge: 'by name',
  },
  gpu_resource: {
    kind: qualifiedName,
    doc: 'What the cluster calls its GPUs.',
    backends,
    defaults: { kubernetes: 'nvidia.com/gpu' },
  },
  shm: {
    kind: memorySize,
    doc: 'The size of `/dev/shm`, through which loaders of data pass batches.',
    backends,
  },
  labels: {
    kind: labelValue,
    entryKind: qualifiedName,
    doc: 'Labels for jobs and pods, a map.',
    backends,
    merge: 'by name',
  },
  annotations: {
    kind: anyText,
    entryKind: qualifiedName,
    doc: 'Annotations for jobs and pods, a map.',
    backends,
    merge: 'by name',
  },
  code_dir: {
    kind: directoryInPod,
    doc: 'Where the image has the project, for `code: in-place`.',
    backends,
  },
  git_url: {
    kind: text,
    doc: 'The repository that `code: git` takes the commit from, as the cluster reaches it.',
    backends,
  },
  git_secret: {
    kind: objectName,
    doc: 'The Secret for it: `ssh-privatekey`, or `username` and `password`.',
    backends,
  },
  git_image: {
    kind: containerImage,
    doc: 'The image that clones it; it needs `sh` and git.',
    backends,
    defaults: { kubernetes: 'alpine/git' },
  },
  registry_url: { kind: text, doc: 'Of the old tools, without effect.', backends },
  google_project_id: { kind: text, doc: 'Of the old tools, without effect.', backends },
} as const satisfies { readonly [name: string]: ContextKey };
