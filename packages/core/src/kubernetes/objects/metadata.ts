/** What all objects of Kubernetes have, as far as mrunner writes or reads it. Names are those of the API. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: { readonly [name: string]: string };
  readonly annotations?: { readonly [name: string]: string };
  /** RFC 3339, in whole seconds. */
  readonly creationTimestamp?: string;
  /** When it is to be gone: the time of the wish, and the grace. */
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly resourceVersion?: string;
  /** Who has still to do with it: it goes when there are none. */
  readonly finalizers?: readonly string[];
}

/** Names the object with which another one goes. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** One of the things that are true or false of an object. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  /** When it became so, in RFC 3339. */
  readonly lastTransitionTime?: string;
}

/** Amounts of resources by their names, as quantities: `{ cpu: '4', memory: '16Gi' }`. */
export interface Quantities {
  readonly [resource: string]: string;
}
