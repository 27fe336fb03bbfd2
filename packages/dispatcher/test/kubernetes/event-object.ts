import { apiTime, type Fields, type KubeObject } from './objects.ts';

/** What an Event says, and who does. */
export interface Said {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly source: Fields;
}

/** What an Event about an object consists of, besides its own name: as `kubectl describe` shows it. */
export const eventAbout = (
  { apiVersion, kind, metadata: { namespace = 'default', name, uid } }: KubeObject,
  said: Said,
): Fields & Pick<KubeObject, 'apiVersion' | 'kind'> => {
  const now = apiTime();
  return {
    apiVersion: 'v1',
    kind: 'Event',
    involvedObject: { apiVersion, kind, name, namespace, uid },
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
    ...said,
  };
};
