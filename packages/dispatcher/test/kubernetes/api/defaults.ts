import type {
  Container,
  Fields,
  Job,
  JobSpec,
  KubeObject,
  Pod,
  PodSpec,
  Texts,
} from '../objects.ts';
import { claims, configMaps, jobs, pods, type Resource, secrets, services } from './resources.ts';

/** What the server adds to an object that is made. */
export function withDefaults(resource: Resource, object: KubeObject): KubeObject {
  switch (resource) {
    case jobs:
      return { ...object, spec: jobDefaults((object.spec ?? {}) as JobSpec), status: {} };
    case pods:
      return {
        ...object,
        spec: podDefaults((object.spec ?? { containers: [] }) as PodSpec),
        status: { phase: 'Pending', qosClass: 'BestEffort' },
      };
    case claims:
      return {
        ...object,
        spec: {
          volumeMode: 'Filesystem',
          ...object.spec,
          volumeName: `pv-${object.metadata.name}`,
        },
        status: { phase: 'Bound' },
      };
    case secrets:
      return secretDefaults(object);
    case services:
      return { ...object, spec: serviceDefaults(object.spec ?? {}), status: { loadBalancer: {} } };
    case configMaps:
      return object;
    default:
      return object;
  }
}

function secretDefaults(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object;
  const added = Object.entries((stringData ?? {}) as Texts).map(([name, text]) => [
    name,
    Buffer.from(text).toString('base64'),
  ]);
  const data = { ...(rest.data as Texts | undefined), ...Object.fromEntries(added) };
  return {
    ...rest,
    type: rest.type ?? 'Opaque',
    ...(Object.keys(data).length > 0 ? { data } : {}),
  };
}

const serviceDefaults = (spec: Fields): Fields => ({
  type: 'ClusterIP',
  sessionAffinity: 'None',
  clusterIP: '10.96.0.10',
  internalTrafficPolicy: 'Cluster',
  ipFamilyPolicy: 'SingleStack',
  ...spec,
});

function jobDefaults(spec: JobSpec): JobSpec {
  const both = spec.completions === undefined && spec.parallelism === undefined;
  const perIndex = spec.backoffLimitPerIndex !== undefined;
  return {
    ...spec,
    parallelism: spec.parallelism ?? 1,
    ...(spec.completions === undefined && !both ? {} : { completions: spec.completions ?? 1 }),
    completionMode: spec.completionMode ?? 'NonIndexed',
    backoffLimit: spec.backoffLimit ?? (perIndex ? 2_147_483_647 : 6),
    suspend: spec.suspend ?? false,
    manualSelector: spec.manualSelector ?? false,
    podReplacementPolicy:
      spec.podReplacementPolicy ??
      (spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed'),
    ...(spec.podFailurePolicy === undefined
      ? {}
      : { podFailurePolicy: policyDefaults(spec.podFailurePolicy) }),
    template: { ...spec.template, spec: podDefaults(spec.template?.spec ?? { containers: [] }) },
  };
}

const policyDefaults = ({ rules }: NonNullable<JobSpec['podFailurePolicy']>) => ({
  rules: (rules ?? []).map((rule) =>
    rule.onPodConditions === undefined
      ? rule
      : {
          ...rule,
          onPodConditions: rule.onPodConditions.map((item) => ({
            ...item,
            status: item.status ?? 'True',
          })),
        },
  ),
});

/** The labels and the selector that the server gives to a Job, which need its uid. */
export function withJobSelector(job: Job): Job {
  const { uid, name } = job.metadata;
  const labels: Texts = {
    ...job.spec.template.metadata?.labels,
    'controller-uid': uid,
    'batch.kubernetes.io/controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/job-name': name,
  };
  const selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
  const template = { ...job.spec.template, metadata: { ...job.spec.template.metadata, labels } };
  return { ...job, spec: { ...job.spec, selector, template } };
}

export function podDefaults(spec: PodSpec): PodSpec {
  return {
    ...spec,
    ...(spec.initContainers === undefined
      ? {}
      : { initContainers: spec.initContainers.map(containerDefaults) }),
    containers: (spec.containers ?? []).map(containerDefaults),
    restartPolicy: spec.restartPolicy ?? 'Always',
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    dnsPolicy: spec.dnsPolicy ?? 'ClusterFirst',
    schedulerName: spec.schedulerName ?? 'default-scheduler',
    securityContext: spec.securityContext ?? {},
    ...(spec.volumes === undefined ? {} : { volumes: spec.volumes.map(volumeDefaults) }),
  };
}

const volumeDefaults = (volume: NonNullable<PodSpec['volumes']>[number]) => ({
  ...volume,
  ...(volume.configMap ? { configMap: { defaultMode: 0o644, ...volume.configMap } } : {}),
  ...(volume.secret ? { secret: { defaultMode: 0o644, ...volume.secret } } : {}),
  ...(volume.projected ? { projected: { defaultMode: 0o644, ...volume.projected } } : {}),
  ...(volume.downwardAPI ? { downwardAPI: { defaultMode: 0o644, ...volume.downwardAPI } } : {}),
});

function containerDefaults(container: Container): Container {
  const { limits, requests } = container.resources ?? {};
  const merged = limits === undefined ? requests : { ...limits, ...requests };
  return {
    ...container,
    imagePullPolicy:
      container.imagePullPolicy ??
      (/:(?!latest$)[^/]+$/.test(container.image) ? 'IfNotPresent' : 'Always'),
    terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
    terminationMessagePolicy: container.terminationMessagePolicy ?? 'File',
    resources: { ...container.resources, ...(merged === undefined ? {} : { requests: merged }) },
  };
}

/** With the time for which a pod stays on a node that is lost, as the server adds it. */
export function withTolerations(pod: Pod, tolerationSeconds: number): Pod {
  const given = pod.spec.tolerations ?? [];
  const added = ['not-ready', 'unreachable']
    .map((word) => `node.kubernetes.io/${word}`)
    .filter(
      (key) =>
        !given.some(
          (item) =>
            (item.key === key || item.key === undefined) &&
            (item.effect === 'NoExecute' || item.effect === undefined),
        ),
    )
    .map((key) => ({ key, operator: 'Exists' as const, effect: 'NoExecute', tolerationSeconds }));
  return { ...pod, spec: { ...pod.spec, tolerations: [...given, ...added] } };
}
