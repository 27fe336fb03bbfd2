import type { Container, EnvVar, KeyRef, Pod, Texts } from '../objects.ts';
import { quantityValue } from '../quantities.ts';

/** Finds ConfigMaps and Secrets; values are plain bytes. */
export interface Sources {
  configMap(name: string): Promise<ReadonlyMap<string, Buffer> | undefined>;
  secret(name: string): Promise<ReadonlyMap<string, Buffer> | undefined>;
}

/** Something that a pod needs is not there; it is waited for. */
export class MissingSource extends Error {}

/** The variables of a container, in order. */
export async function containerEnv(
  pod: Pod,
  container: Container,
  sources: Sources,
): Promise<Map<string, string>> {
  const env = new Map<string, string>();
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const ref = configMapRef ?? secretRef;
    if (ref === undefined) continue;
    const kind = configMapRef === undefined ? 'secret' : 'configmap';
    const data = await (kind === 'secret' ? sources.secret(ref.name) : sources.configMap(ref.name));
    if (data === undefined && !ref.optional)
      throw new MissingSource(`${kind} "${ref.name}" not found`);
    for (const [name, value] of data ?? []) env.set(prefix + name, value.toString());
  }
  for (const variable of container.env ?? []) {
    const value = await variableValue(pod, container, variable, sources, env);
    if (value !== undefined) env.set(variable.name, value);
  }
  return env;
}

async function variableValue(
  pod: Pod,
  container: Container,
  { value, valueFrom }: EnvVar,
  sources: Sources,
  env: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  if (valueFrom === undefined) return expand(value ?? '', env);
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  if (fieldRef !== undefined) return fieldValue(pod, fieldRef.fieldPath);
  if (resourceFieldRef !== undefined) return resourceValue(pod, container, resourceFieldRef);
  if (configMapKeyRef !== undefined)
    return keyValue(
      pod,
      'ConfigMap',
      configMapKeyRef,
      await sources.configMap(configMapKeyRef.name),
    );
  if (secretKeyRef !== undefined)
    return keyValue(pod, 'Secret', secretKeyRef, await sources.secret(secretKeyRef.name));
  return '';
}

function keyValue(
  pod: Pod,
  kind: 'ConfigMap' | 'Secret',
  { name, key, optional }: KeyRef,
  data: ReadonlyMap<string, Buffer> | undefined,
): string | undefined {
  const value = data?.get(key);
  if (value !== undefined) return value.toString();
  if (optional) return undefined;
  throw new MissingSource(
    data === undefined
      ? `${kind.toLowerCase()} "${name}" not found`
      : `couldn't find key ${key} in ${kind} ${pod.metadata.namespace}/${name}`,
  );
}

/** `metadata.annotations['x']` and the like. */
export function fieldValue({ metadata, spec, status }: Pod, path: string): string {
  const [, map, key] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path) ?? [];
  if (key !== undefined)
    return (map === 'labels' ? metadata.labels : metadata.annotations)?.[key] ?? '';
  const lines = (texts: Texts = {}) =>
    Object.entries(texts)
      .sort()
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join('\n');
  const known: { [path: string]: string | undefined } = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'metadata.labels': lines(metadata.labels),
    'metadata.annotations': lines(metadata.annotations),
    'spec.nodeName': spec.nodeName,
    'spec.serviceAccountName': String(spec.serviceAccountName ?? 'default'),
    'status.hostIP': status.hostIP,
    'status.podIP': status.podIP,
    'status.podIPs': status.podIP,
  };
  return known[path] ?? '';
}

export function resourceValue(
  pod: Pod,
  container: Container,
  ref: { containerName?: string; resource: string; divisor?: string },
): string {
  const named = pod.spec.containers.find(({ name }) => name === ref.containerName) ?? container;
  const [kind = '', ...what] = ref.resource.split('.');
  const amounts = kind === 'limits' ? named.resources?.limits : named.resources?.requests;
  const divisor = quantityValue(ref.divisor ?? '1') || 1;
  return String(Math.ceil(quantityValue(amounts?.[what.join('.')] ?? '0') / divisor));
}

/** `$(NAME)` becomes its value, `$$(NAME)` stays as `$(NAME)`, and unknown names stay as they are. */
export const expand = (text: string, env: ReadonlyMap<string, string>): string =>
  text.replace(/\$\$|\$\(([^()]+)\)/g, (found, name: string | undefined) =>
    name === undefined ? '$' : (env.get(name) ?? found),
  );
