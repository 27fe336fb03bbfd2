import type { Texts } from '../objects.ts';
import type { ApiClient } from './api-client.ts';
import type { Sources } from './container-env.ts';

/** The ConfigMaps and Secrets of a namespace, as the server has them. */
export function apiSources(client: ApiClient, namespace: string): Sources {
  const find = async (plural: string, name: string, encoding: 'base64' | 'utf8') => {
    const object = await client.find(`/api/v1/namespaces/${namespace}/${plural}/${name}`);
    if (object === undefined) return undefined;
    const { data, binaryData } = object as { data?: Texts; binaryData?: Texts };
    return new Map([...decoded(data, encoding), ...decoded(binaryData, 'base64')]);
  };
  return {
    configMap: (name) => find('configmaps', name, 'utf8'),
    secret: (name) => find('secrets', name, 'base64'),
  };
}

const decoded = (texts: Texts = {}, encoding: 'base64' | 'utf8') =>
  Object.entries(texts).map(([key, text]) => [key, Buffer.from(text, encoding)] as const);
