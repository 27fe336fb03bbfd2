import type { Condition, ObjectMeta, Quantities } from './metadata.ts';

/** A pod (`v1`), as far as mrunner writes or reads it. */
export interface Pod {
  readonly metadata: ObjectMeta;
  readonly spec?: PodSpec;
  readonly status?: PodStatus;
}

/** What pods of a Job are made from. */
export interface PodTemplate {
  readonly metadata: Pick<ObjectMeta, 'labels' | 'annotations'>;
  readonly spec: PodSpec;
}

export interface PodSpec {
  readonly restartPolicy?: 'Never';
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly nodeSelector?: { readonly [label: string]: string };
  readonly tolerations?: readonly Toleration[];
  readonly priorityClassName?: string;
  readonly serviceAccountName?: string;
  readonly runtimeClassName?: string;
  readonly subdomain?: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly enableServiceLinks?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly activeDeadlineSeconds?: number;
  readonly securityContext?: {
    readonly runAsUser?: number;
    readonly runAsGroup?: number;
    readonly fsGroup?: number;
    readonly runAsNonRoot?: boolean;
    readonly seccompProfile?: { readonly type: 'RuntimeDefault' };
  };
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly imagePullPolicy?: PullPolicy;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvVariable[];
  readonly envFrom?: readonly { readonly secretRef: { readonly name: string } }[];
  readonly workingDir?: string;
  readonly terminationMessagePolicy?: 'FallbackToLogsOnError';
  readonly resources?: ContainerResources;
  readonly volumeMounts?: readonly VolumeMount[];
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly capabilities?: { readonly drop: readonly string[] };
  };
}

export const pullPolicies = ['Always', 'IfNotPresent', 'Never'] as const;
export type PullPolicy = (typeof pullPolicies)[number];

export interface EnvVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
}

export interface ContainerResources {
  readonly requests?: Quantities;
  readonly limits?: Quantities;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

export interface Volume {
  readonly name: string;
  readonly emptyDir?: { readonly medium?: 'Memory'; readonly sizeLimit?: string };
  readonly configMap?: {
    readonly name: string;
    readonly defaultMode?: number;
    /** Whether the pod starts without it; when it is made later, its files turn up within a minute or so. */
    readonly optional?: boolean;
  };
  readonly secret?: { readonly secretName: string; readonly defaultMode?: number };
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean };
  readonly hostPath?: { readonly path: string };
  readonly projected?: {
    readonly sources: readonly { readonly configMap: { readonly name: string } }[];
    readonly defaultMode?: number;
  };
}

/** A taint of nodes that pods do not mind. */
export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

export interface PodStatus {
  readonly phase?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly conditions?: readonly Condition[];
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly startTime?: string;
}

export interface ContainerStatus {
  readonly name: string;
  readonly image?: string;
  /** With the digest, once it is pulled: `docker.io/library/python@sha256:…`. */
  readonly imageID?: string;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: { readonly startedAt?: string };
    readonly terminated?: Terminated;
  };
}

/** How a container ended. */
export interface Terminated {
  readonly exitCode: number;
  readonly reason?: string;
  /** What it wrote to `/dev/termination-log`. */
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}
