/** Kinds of objects that mrunner has to do with. */
export type KubeResource =
  | 'configmaps'
  | 'events'
  | 'jobs'
  | 'persistentvolumeclaims'
  | 'pods'
  | 'secrets'
  | 'services';

/** The path of a namespace's objects of a kind, or of one of them, or of a part of it. */
export function resourcePath(
  namespace: string,
  resource: KubeResource,
  name?: string,
  part?: string,
): string {
  const group = resource === 'jobs' ? '/apis/batch/v1' : '/api/v1';
  const words = ['namespaces', namespace, resource, name, part].filter((it) => it !== undefined);
  return `${group}/${words.map(encodeURIComponent).join('/')}`;
}

/** A query's values; a list is one parameter that comes again. */
export type KubeQuery = {
  readonly [name: string]: string | number | boolean | readonly string[] | undefined;
};

/** The path with its query. */
export function withQuery(path: string, query: KubeQuery = {}): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) words.append(name, String(one));
  }
  return words.size === 0 ? path : `${path}?${words}`;
}
