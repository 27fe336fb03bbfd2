import { gitContainer } from './git-container.ts';
import type { JobRequest } from './job-request.ts';
import { kubeSettings } from './kube-settings.ts';
import { kubeAnnotations, podVariables } from './marks.ts';
import type { EnvVariable, PodSpec } from './objects/pod.ts';
import { mainContainer, podPaths } from './pod-paths.ts';
import { podSecurity } from './pod-security.ts';
import { podVolumes } from './pod-volumes.ts';
import { containerResources } from './quantity.ts';

/** What workers need after the grace of their runs, to record how those ended. */
const recordSeconds = 20;

/**
 * Workers themselves keep the time limit: Kubernetes counts from the moment that a node has the pod, pulls of images too, and
 * counts what it stops so as a failure like any other. This ends what does not obey.
 */
const spareSeconds = 300;

/** The pods of a batch. The image needs `sh` and the user's interpreter, nothing of ours. */
export function podSpec(request: JobRequest): PodSpec {
  const { context, image, resources, packed, service } = request;
  const settings = kubeSettings(context);
  const { volumes, mounts } = podVolumes(request);
  const time = packed === undefined ? resources.time : (packed.time ?? resources.time);
  const clone = gitContainer(request);
  const security = podSecurity(settings);
  return {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: Math.ceil(request.grace) + recordSeconds,
    ...(time !== undefined && {
      activeDeadlineSeconds: time + Math.ceil(request.grace) + spareSeconds,
    }),
    ...security.pod,
    // A variable for each Service of the namespace is nothing that a run asked for.
    enableServiceLinks: false,
    ...(service !== undefined && { subdomain: service }),
    ...(settings.imagePullSecret !== undefined && {
      imagePullSecrets: [{ name: settings.imagePullSecret }],
    }),
    ...(Object.keys(settings.nodeSelector).length > 0 && { nodeSelector: settings.nodeSelector }),
    ...(settings.tolerations.length > 0 && { tolerations: settings.tolerations }),
    ...(settings.priorityClass !== undefined && { priorityClassName: settings.priorityClass }),
    ...(settings.serviceAccount !== undefined && { serviceAccountName: settings.serviceAccount }),
    ...(settings.runtimeClass !== undefined && { runtimeClassName: settings.runtimeClass }),
    ...(clone !== undefined && { initContainers: [clone] }),
    containers: [
      {
        name: mainContainer,
        image,
        ...(settings.imagePullPolicy !== undefined && {
          imagePullPolicy: settings.imagePullPolicy,
        }),
        command: ['/bin/sh', podPaths.worker],
        env: podEnvironment,
        ...(settings.kubeSecrets.length > 0 && {
          envFrom: settings.kubeSecrets.map((name) => ({ secretRef: { name } })),
        }),
        resources: containerResources(resources, settings, packed?.slots),
        volumeMounts: mounts,
        ...security.container,
      },
    ],
    volumes,
  };
}

const field = (name: string, fieldPath: string): EnvVariable => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});

/** Kubernetes itself adds `JOB_COMPLETION_INDEX`. */
const podEnvironment: readonly EnvVariable[] = [
  field(podVariables.failures, `metadata.annotations['${kubeAnnotations.failures}']`),
  field(podVariables.disruptions, `metadata.annotations['${kubeAnnotations.disruptions}']`),
  field(podVariables.node, 'spec.nodeName'),
];
