import { didYouMean } from '../problems/did-you-mean.ts';
import { resourceByOtherName } from '../resources/resources.ts';
import type { BackendName } from './context.ts';
import type { ContextKey } from './context-key.ts';
import type { KeyKind } from './key-kind.ts';
import { clusterKeys, slurmKeys } from './keys/cluster.ts';
import { commonKeys } from './keys/every-backend.ts';
import { kubernetesKeys } from './keys/kubernetes.ts';
import { resourceKeys } from './keys/resources.ts';
import { setUpKeys } from './keys/set-up.ts';

/** Every key a context can have, in the order of the docs. */
export const contextKeys = {
  ...commonKeys,
  ...resourceKeys,
  ...setUpKeys,
  ...clusterKeys,
  ...slurmKeys,
  ...kubernetesKeys,
} as const;

export type ContextKeyName = keyof typeof contextKeys;

/** What a key's value is once it is read; for maps, an entry's. */
export type ContextValue<K extends ContextKeyName> =
  (typeof contextKeys)[K]['kind'] extends KeyKind<infer T> ? T : never;

export const contextKeyNames = Object.keys(contextKeys) as readonly ContextKeyName[];

export const contextKey = (name: ContextKeyName): ContextKey => contextKeys[name];

/** Whether a key holds a map whose entries are merged one by one. */
export const isMapKey = (name: string): boolean =>
  Object.hasOwn(contextKeys, name) && contextKey(name as ContextKeyName).merge === 'by name';

const namesAndOldNames: ReadonlyMap<string, ContextKeyName> = new Map(
  contextKeyNames.flatMap((name) =>
    [name, ...(contextKey(name).oldNames ?? [])].map((spelling) => [spelling, name] as const),
  ),
);

/** The key that a file means by a name: its own or an older one. */
export const contextKeyNamed = (name: string): ContextKeyName | undefined =>
  namesAndOldNames.get(name);

export const understands = (backend: BackendName, name: ContextKeyName): boolean =>
  contextKey(name).backends?.includes(backend) ?? true;

/** What other tools call them: too far for a comparison of letters. */
const otherNames: ReadonlyMap<string, ContextKeyName> = new Map([
  ['container_image', 'image'],
  ['docker_image', 'image'],
  ['kube_namespace', 'namespace'],
  ['modules', 'modules_to_load'],
  ['run_type', 'cmd_type'],
  ['storage_url', 'storage_dir'],
  ['venv_path', 'venv'],
]);

/** The key that somebody who wrote an unknown name most likely meant, among those offered. */
export const contextKeyMeant = (
  name: string,
  offered: readonly string[] = ['resources', ...contextKeyNames],
): string | undefined => {
  const known = [otherNames.get(name.toLowerCase()), resourceByOtherName(name)].find(
    (meant) => meant !== undefined && offered.includes(meant),
  );
  return known ?? didYouMean(name, offered);
};
