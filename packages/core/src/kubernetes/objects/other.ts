import type { ObjectMeta, Quantities } from './metadata.ts';

/** Small files for pods (`v1`). */
export interface ConfigMap {
  readonly apiVersion: 'v1';
  readonly kind: 'ConfigMap';
  readonly metadata: ObjectMeta;
  readonly immutable: true;
  /** Contents in base64, by file name. */
  readonly binaryData: { readonly [name: string]: string };
}

/** Small files that only those may read whom their cluster allows it (`v1`). */
export interface Secret {
  readonly apiVersion: 'v1';
  readonly kind: 'Secret';
  readonly metadata: ObjectMeta;
  readonly type: 'Opaque';
  readonly immutable: true;
  /** Contents in base64, by file name. */
  readonly data: { readonly [name: string]: string };
}

/** Gives pods names (`v1`). */
export interface Service {
  readonly apiVersion: 'v1';
  readonly kind: 'Service';
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly clusterIP: 'None';
    readonly publishNotReadyAddresses: true;
    readonly selector: { readonly [label: string]: string };
  };
}

/** A claim of disk space (`v1`). */
export interface VolumeClaim {
  readonly apiVersion: 'v1';
  readonly kind: 'PersistentVolumeClaim';
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly accessModes: readonly string[];
    readonly storageClassName?: string;
    readonly resources: { readonly requests: Quantities };
  };
}
