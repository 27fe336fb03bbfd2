import type { KubeObject, Pod, PodSpec } from '../objects.ts';
import { forbidden } from './api-error.ts';
import type { ObjectStore } from './object-store.ts';
import { namespaces, pods, type Resource } from './resources.ts';

/** Refuses a pod that breaks the profile `restricted`, where its namespace enforces that; in the words of the real server. */
export function checkPodSecurity(store: ObjectStore, resource: Resource, object: KubeObject): void {
  if (resource !== pods) return;
  const { metadata, spec } = object as Pod;
  const namespace = store.find(namespaces, undefined, metadata.namespace ?? '');
  const enforced = namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce'];
  if (enforced !== 'restricted') return;
  const broken = brokenRules(spec);
  if (broken.length === 0) return;
  throw forbidden(
    pods,
    metadata.name,
    `violates PodSecurity "restricted:latest": ${broken.join(', ')}`,
  );
}

function brokenRules(spec: PodSpec): string[] {
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  const shared = spec.securityContext ?? {};
  const text = (rule: string, sinners: readonly { name: string }[], must: string): string[] => {
    if (sinners.length === 0) return [];
    const names = sinners.map(({ name }) => `"${name}"`).join(', ');
    const what = `${sinners.length > 1 ? 'containers' : 'container'} ${names}`;
    return [`${rule} (${must.replace('{}', what)})`];
  };
  return [
    ...text(
      'allowPrivilegeEscalation != false',
      all.filter(({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false),
      '{} must set securityContext.allowPrivilegeEscalation=false',
    ),
    ...text(
      'unrestricted capabilities',
      all.filter(({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL')),
      '{} must set securityContext.capabilities.drop=["ALL"]',
    ),
    ...(spec.volumes ?? [])
      .filter(({ hostPath }) => hostPath !== undefined)
      .map(
        ({ name }) =>
          `restricted volume types (volume "${name}" uses restricted volume type "hostPath")`,
      ),
    ...text(
      'runAsNonRoot != true',
      shared.runAsNonRoot === true
        ? []
        : all.filter(({ securityContext }) => securityContext?.runAsNonRoot !== true),
      'pod or {} must set securityContext.runAsNonRoot=true',
    ),
    ...(shared.runAsUser === 0 ? ['runAsUser=0 (pod must not set runAsUser=0)'] : []),
    ...text(
      'seccompProfile',
      shared.seccompProfile !== undefined
        ? []
        : all.filter(({ securityContext }) => securityContext?.seccompProfile === undefined),
      'pod or {} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"',
    ),
  ];
}
