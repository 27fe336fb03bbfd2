import type { Job, Pod } from '../objects.ts';
import type { Ask } from './namespace.ts';

/** Lists what is in a namespace; throws when that can't be had. */
export function objectsOf(ask: Ask, namespace: string) {
  const listed = async (path: string): Promise<unknown> => {
    const { code, body } = await ask('GET', path);
    if (code !== 200) throw new Error(`GET ${path}: ${code} ${JSON.stringify(body)}`);
    return (body as { items: unknown }).items;
  };
  return {
    jobs: async () =>
      (await listed(`/apis/batch/v1/namespaces/${namespace}/jobs`)) as readonly Job[],
    pods: async () => (await listed(`/api/v1/namespaces/${namespace}/pods`)) as readonly Pod[],
  };
}
