import type { Flags } from '../command.ts';

/** Keys of contexts on Kubernetes alone as flags. Made by scripts/write-context-keys.ts from the table of keys: change that, and run pnpm run docs. */
export const kubernetesKeyFlags = {
  tpu: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'TPUs for each run',
  },
  kubeContext: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The context of your kubeconfig; absent: its current one',
  },
  kubeconfig: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The file that says how to reach the cluster; absent: as kubectl finds it',
  },
  namespace: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The namespace; absent: the one of the kube context',
  },
  image: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The image that runs are started in; it needs sh and your interpreter',
  },
  baseImage: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The same as --image',
  },
  imagePullSecret: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The Secret with the login for the registry of image',
  },
  imagePullPolicy: {
    kind: 'text',
    value: 'Always|IfNotPresent|Never',
    group: 'Of kubernetes alone',
    describe: 'Whether nodes ask the registry each time',
    offers: ['Always', 'IfNotPresent', 'Never'],
  },
  nodeSelector: {
    kind: 'list',
    value: 'name=value',
    group: 'Of kubernetes alone',
    describe: 'Labels that nodes must have, a map',
  },
  tolerations: {
    kind: 'list',
    group: 'Of kubernetes alone',
    describe:
      'Taints of nodes that do not keep runs away: gpu=yes:NoSchedule, or a map as pods have it',
  },
  priorityClass: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The priority class of the pods',
  },
  serviceAccount: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The service account of the pods',
  },
  runtimeClass: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The runtime class of the pods',
  },
  runAsUser: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The number of the user that containers work as; absent: as their image says',
  },
  runAsGroup: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The number of their group',
  },
  fsGroup: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe:
      'The number of the group that volumes belong to, so that others than root may write there',
  },
  podSecurity: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The profile of Pod Security that pods keep to: without root and further rights',
  },
  pvc: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe:
      'The volume claim that storage_dir is on; absent: what runs write there goes with their pods',
  },
  defaultPvcSize: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe:
      'Makes the claim pvc (named mrunner where that is absent) with this size when it is missing',
  },
  storageClass: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The storage class of a claim that is made',
  },
  pvcAccess: {
    kind: 'text',
    value: 'ReadWriteMany|ReadWriteOnce',
    group: 'Of kubernetes alone',
    describe: 'Whether a claim that is made can be used on many nodes, or on one',
    offers: ['ReadWriteMany', 'ReadWriteOnce'],
  },
  volumes: {
    kind: 'list',
    group: 'Of kubernetes alone',
    describe: 'Further directories: {path: /data, claim: datasets, read_only: true}',
  },
  kubeSecrets: {
    kind: 'list',
    group: 'Of kubernetes alone',
    describe: 'Secrets of the namespace that all become environment variables',
  },
  kueueQueue: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The local queue of Kueue that admits the jobs',
  },
  devices: {
    kind: 'list',
    value: 'name=value',
    group: 'Of kubernetes alone',
    describe: 'Further devices that each run gets, a map such as {rdma/hca: 1}',
  },
  gpuResource: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'What the cluster calls its GPUs',
  },
  shm: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The size of /dev/shm, through which loaders of data pass batches',
  },
  labels: {
    kind: 'list',
    value: 'name=value',
    group: 'Of kubernetes alone',
    describe: 'Labels for jobs and pods, a map',
  },
  annotations: {
    kind: 'list',
    value: 'name=value',
    group: 'Of kubernetes alone',
    describe: 'Annotations for jobs and pods, a map',
  },
  codeDir: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'Where the image has the project, for code: in-place',
  },
  gitUrl: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The repository that code: git takes the commit from, as the cluster reaches it',
  },
  gitSecret: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The Secret for it: ssh-privatekey, or username and password',
  },
  gitImage: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'The image that clones it; it needs sh and git',
  },
  registryUrl: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'Of the old tools, without effect',
  },
  googleProjectId: {
    kind: 'text',
    group: 'Of kubernetes alone',
    describe: 'Of the old tools, without effect',
  },
} as const satisfies Flags;
