/** One kind of object that the server keeps. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly subresources: readonly string[];
}

const resource = (
  group: string,
  plural: string,
  kind: string,
  more: Partial<Resource> = {},
): Resource => ({
  group,
  version: 'v1',
  plural,
  kind,
  namespaced: true,
  shortNames: [],
  subresources: [],
  ...more,
});

export const jobs = resource('batch', 'jobs', 'Job', { subresources: ['status'] });
export const pods = resource('', 'pods', 'Pod', {
  shortNames: ['po'],
  subresources: ['status', 'log', 'exec', 'binding', 'eviction'],
});
export const nodes = resource('', 'nodes', 'Node', {
  namespaced: false,
  shortNames: ['no'],
  subresources: ['status'],
});
export const namespaces = resource('', 'namespaces', 'Namespace', {
  namespaced: false,
  shortNames: ['ns'],
  subresources: ['status'],
});
export const configMaps = resource('', 'configmaps', 'ConfigMap', { shortNames: ['cm'] });
export const secrets = resource('', 'secrets', 'Secret');
export const claims = resource('', 'persistentvolumeclaims', 'PersistentVolumeClaim', {
  shortNames: ['pvc'],
  subresources: ['status'],
});
export const services = resource('', 'services', 'Service', {
  shortNames: ['svc'],
  subresources: ['status'],
});
export const events = resource('', 'events', 'Event', { shortNames: ['ev'] });
export const quotas = resource('', 'resourcequotas', 'ResourceQuota', {
  shortNames: ['quota'],
  subresources: ['status'],
});
export const leases = resource('coordination.k8s.io', 'leases', 'Lease');
export const priorityClasses = resource('scheduling.k8s.io', 'priorityclasses', 'PriorityClass', {
  namespaced: false,
  shortNames: ['pc'],
});
export const localQueues = resource('kueue.x-k8s.io', 'localqueues', 'LocalQueue', {
  version: 'v1beta1',
});

/** All of them, in the order of discovery. */
export const resources: readonly Resource[] = [
  configMaps,
  events,
  namespaces,
  nodes,
  claims,
  pods,
  quotas,
  secrets,
  services,
  jobs,
  leases,
  priorityClasses,
  localQueues,
];

/** `v1`, `batch/v1`. */
export const apiVersionOf = ({ group, version }: Resource): string =>
  group === '' ? version : `${group}/${version}`;
