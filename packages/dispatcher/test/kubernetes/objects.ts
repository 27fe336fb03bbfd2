/** The objects of the Kubernetes API, as far as the test cluster reads them; what it only passes on has no type. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec?: Fields;
  status?: Fields;
  [field: string]: unknown;
}

/** A JSON object of whatever fields. */
export interface Fields {
  [field: string]: unknown;
}

export interface Texts {
  [name: string]: string;
}

export interface ObjectMeta {
  name: string;
  namespace?: string;
  generateName?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Texts;
  annotations?: Texts;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: Fields[];
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastProbeTime?: string | null;
  lastTransitionTime?: string;
}

export interface Job extends KubeObject {
  spec: JobSpec;
  status: JobStatus;
}

export interface JobSpec extends Fields {
  parallelism: number;
  completions?: number;
  completionMode: 'Indexed' | 'NonIndexed';
  backoffLimit: number;
  backoffLimitPerIndex?: number;
  maxFailedIndexes?: number;
  podFailurePolicy?: { rules: PodFailureRule[] };
  podReplacementPolicy?: 'Failed' | 'TerminatingOrFailed';
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  suspend?: boolean;
  managedBy?: string;
  template: { metadata?: Partial<ObjectMeta>; spec: PodSpec };
}

export interface PodFailureRule {
  action: 'Ignore' | 'FailIndex' | 'FailJob' | 'Count';
  onExitCodes?: { containerName?: string | null; operator: 'In' | 'NotIn'; values: number[] };
  onPodConditions?: { type: string; status: string }[];
}

export interface JobStatus extends Fields {
  active?: number;
  ready?: number;
  terminating?: number;
  succeeded?: number;
  failed?: number;
  completedIndexes?: string;
  failedIndexes?: string;
  startTime?: string;
  completionTime?: string;
  conditions?: Condition[];
}

export interface Pod extends KubeObject {
  spec: PodSpec;
  status: PodStatus;
}

export interface PodSpec extends Fields {
  nodeName?: string;
  hostname?: string;
  subdomain?: string;
  initContainers?: Container[];
  containers: Container[];
  volumes?: Volume[];
  nodeSelector?: Texts;
  tolerations?: Toleration[];
  terminationGracePeriodSeconds?: number;
  activeDeadlineSeconds?: number;
  restartPolicy?: string;
  securityContext?: {
    runAsUser?: number;
    runAsGroup?: number;
    fsGroup?: number;
    runAsNonRoot?: boolean;
    seccompProfile?: { type: string };
  };
}

export interface Toleration {
  key?: string;
  operator?: 'Equal' | 'Exists';
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}

export interface Taint {
  key: string;
  value?: string;
  effect: string;
  timeAdded?: string;
}

export interface Container extends Fields {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  workingDir?: string;
  env?: EnvVar[];
  envFrom?: EnvFrom[];
  resources?: { limits?: Texts; requests?: Texts };
  volumeMounts?: VolumeMount[];
  terminationMessagePath?: string;
  terminationMessagePolicy?: 'File' | 'FallbackToLogsOnError';
  securityContext?: {
    runAsUser?: number;
    runAsGroup?: number;
    runAsNonRoot?: boolean;
    allowPrivilegeEscalation?: boolean;
    capabilities?: { drop?: string[] };
    seccompProfile?: { type: string };
  };
}

export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: {
    fieldRef?: { fieldPath: string };
    resourceFieldRef?: { containerName?: string; resource: string; divisor?: string };
    configMapKeyRef?: KeyRef;
    secretKeyRef?: KeyRef;
  };
}

export interface KeyRef {
  name: string;
  key: string;
  optional?: boolean;
}

export interface EnvFrom {
  prefix?: string;
  configMapRef?: { name: string; optional?: boolean };
  secretRef?: { name: string; optional?: boolean };
}

export interface VolumeMount {
  name: string;
  mountPath: string;
  subPath?: string;
  subPathExpr?: string;
  readOnly?: boolean;
}

export interface KeyPath {
  key: string;
  path: string;
  mode?: number;
}

export interface ConfigMapSource {
  name: string;
  items?: KeyPath[];
  defaultMode?: number;
  optional?: boolean;
}

export interface SecretSource extends Omit<ConfigMapSource, 'name'> {
  secretName?: string;
  name?: string;
}

export interface DownwardSource {
  items?: {
    path: string;
    mode?: number;
    fieldRef?: { fieldPath: string };
    resourceFieldRef?: { containerName?: string; resource: string; divisor?: string };
  }[];
  defaultMode?: number;
}

export interface Volume {
  name: string;
  configMap?: ConfigMapSource;
  secret?: SecretSource;
  downwardAPI?: DownwardSource;
  projected?: {
    defaultMode?: number;
    sources: {
      configMap?: ConfigMapSource;
      secret?: SecretSource;
      downwardAPI?: DownwardSource;
      serviceAccountToken?: Fields;
    }[];
  };
  emptyDir?: { medium?: string; sizeLimit?: string };
  hostPath?: { path: string };
  persistentVolumeClaim?: { claimName: string; readOnly?: boolean };
}

export interface PodStatus extends Fields {
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  reason?: string;
  message?: string;
  conditions?: Condition[];
  hostIP?: string;
  podIP?: string;
  startTime?: string;
  initContainerStatuses?: ContainerStatus[];
  containerStatuses?: ContainerStatus[];
}

export interface ContainerState {
  waiting?: { reason: string; message?: string };
  running?: { startedAt: string };
  terminated?: {
    exitCode: number;
    signal?: number;
    reason: string;
    message?: string;
    startedAt: string | null;
    finishedAt: string | null;
    containerID?: string;
  };
}

export interface ContainerStatus {
  name: string;
  state: ContainerState;
  lastState: ContainerState;
  ready: boolean;
  started?: boolean;
  restartCount: number;
  image: string;
  imageID: string;
  containerID?: string;
}

export interface Node extends KubeObject {
  spec: { taints?: Taint[]; unschedulable?: boolean };
  status: {
    capacity: Texts;
    allocatable: Texts;
    conditions: Condition[];
    addresses: { type: string; address: string }[];
    daemonEndpoints: { kubeletEndpoint: { Port: number } };
    nodeInfo?: Fields;
  };
}

/** A time as the API writes it: whole seconds. */
export const apiTime = (milliseconds = Date.now()): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
