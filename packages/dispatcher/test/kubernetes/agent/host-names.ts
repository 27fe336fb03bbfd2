import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { KubeObject, Pod, Texts } from '../objects.ts';
import { hostnameOf } from './container-run.ts';

/** A container's /etc/hosts: its own name, and those of a headless Service that the cluster's DNS would know. */
export function hostsText(
  pod: Pod,
  podIP: string,
  pods: readonly Pod[],
  services: readonly KubeObject[],
): string {
  const own = hostnameOf(pod);
  const lines = ['127.0.0.1 localhost', `${podIP} ${own}`];
  for (const service of services) {
    const spec = service.spec as {
      clusterIP?: string;
      selector?: Texts;
      publishNotReadyAddresses?: boolean;
    };
    if (spec.clusterIP !== 'None' || service.metadata.namespace !== pod.metadata.namespace)
      continue;
    for (const other of pods)
      if (belongs(other, service, spec)) lines.push(namesOf(other, service));
  }
  return `${lines.join('\n')}\n`;
}

function belongs(
  { metadata, status }: Pod,
  service: KubeObject,
  {
    selector = {},
    publishNotReadyAddresses = false,
  }: { selector?: Texts; publishNotReadyAddresses?: boolean },
): boolean {
  if (metadata.namespace !== service.metadata.namespace || !status.podIP) return false;
  if (status.phase === 'Succeeded' || status.phase === 'Failed') return false;
  const isReady = status.conditions?.some(
    ({ type, status: is }) => type === 'Ready' && is === 'True',
  );
  if (!isReady && !publishNotReadyAddresses) return false;
  const pairs = Object.entries(selector);
  return pairs.length > 0 && pairs.every(([key, value]) => metadata.labels?.[key] === value);
}

function namesOf(pod: Pod, { metadata: { name, namespace } }: KubeObject): string {
  const domains = [name, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];
  const own =
    pod.spec.subdomain === name && pod.spec.hostname
      ? domains.map((domain) => `${pod.spec.hostname}.${domain}`)
      : [];
  return [pod.status.podIP, ...own, ...domains].join(' ');
}

/** Written in place, as the file is seen from inside of containers. */
export function writeHosts(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
