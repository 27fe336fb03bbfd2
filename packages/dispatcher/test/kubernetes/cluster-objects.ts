import type { AnyCluster } from './any-cluster.ts';
import type { Job, KubeObject } from './objects.ts';

/** The Job of a name, or the only one there is; throws when there is none. */
export async function jobOf(cluster: AnyCluster, token?: string): Promise<Job> {
  const jobs = await cluster.jobs();
  const found = token === undefined ? jobs : jobs.filter(({ metadata }) => metadata.name === token);
  if (found.length !== 1 || found[0] === undefined) {
    throw new Error(`${found.length} Jobs ${token ?? ''} of ${jobs.length}`);
  }
  return found[0];
}

/** What mrunner made of a kind: `configmaps`. */
export async function objectsIn(
  { ask, namespace }: AnyCluster,
  plural: 'configmaps' | 'services' | 'persistentvolumeclaims',
): Promise<readonly KubeObject[]> {
  const { code, body } = await ask('GET', `/api/v1/namespaces/${namespace}/${plural}`);
  if (code !== 200) throw new Error(`GET ${plural}: ${code}`);
  // Each namespace has one with the certificate of its server.
  return (body as { items: KubeObject[] }).items.filter(
    ({ metadata }) => metadata.name !== 'kube-root-ca.crt',
  );
}

/** Their names. */
export const namesOf = async (...asked: Parameters<typeof objectsIn>): Promise<readonly string[]> =>
  (await objectsIn(...asked)).map(({ metadata }) => metadata.name);

/** Asks for something that must be done: `POST`, `/apis/batch/v1/namespaces/…`. */
export async function must(
  { ask }: AnyCluster,
  ...asked: Parameters<AnyCluster['ask']>
): Promise<unknown> {
  const { code, body } = await ask(...asked);
  if (code >= 300) throw new Error(`${asked[0]} ${asked[1]}: ${code} ${JSON.stringify(body)}`);
  return body;
}
