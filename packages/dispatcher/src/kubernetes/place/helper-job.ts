import type { Context } from '@mrunner/core';
import {
  contextVolumes,
  helperResources,
  type Job,
  jobView,
  kubeLabels,
  kubeSettings,
  mainContainer,
  type Pod,
  podSecurity,
  podView,
} from '@mrunner/core/kubernetes';
import { sha256 } from '../../host/copied-files.ts';
import type { Host } from '../../host/host.ts';
import { pause } from '../../host/pause.ts';
import { troubleOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { deleteObject, makeObject } from '../submit/ensure-object.ts';

/** A pod through which programs run that see what runs of a context see. */
export interface HelperPod {
  readonly pod: string;
  readonly job: string;
}

/** Seconds that a helper lives; nobody has to end it. */
const lifetime = 3600;
/** Milliseconds of that, at its end, in which nothing is begun with it. */
const spare = 900_000;
/** Milliseconds between two looks whether it has started, and after which nobody waits any more. */
const lookPause = 500;
const startPatience = 300_000;

/** Finds the helper of a context, or makes one and waits until it runs; a text says why there is none. */
export async function helperPod(
  host: Pick<Host, 'clock' | 'random' | 'machine'>,
  api: KubeApi,
  context: Context,
): Promise<HelperPod | string> {
  const template = podTemplate(context);
  const kind = sha256([JSON.stringify([host.machine.user, host.machine.host, template])]);
  const label = `files-${kind.slice(0, 16)}`;
  const labels = `${kubeLabels.user}=${label}`;
  const listed = await api.list<Job>('jobs', { labels });
  if (listed.kind !== 'listed') return troubleOf(listed);
  const usable = listed.items.find((job) => isUsable(job, host.clock.now()));
  const job = usable?.metadata.name ?? (await makeHelper(host, api, label, template));
  if (typeof job !== 'string') return job.text;
  const since = host.clock.elapsed();
  let why = 'it was not started';
  while (host.clock.elapsed() - since < startPatience) {
    const pods = await api.list<Pod>('pods', { labels: `${kubeLabels.jobName}=${job}` });
    if (pods.kind !== 'listed') return troubleOf(pods);
    if (pods.items.length === 0) why = notMade;
    for (const pod of pods.items) {
      const { phase } = pod.status ?? {};
      if (phase === 'Running') return { pod: pod.metadata.name, job };
      if (phase === 'Succeeded' || phase === 'Failed') return 'the pod for files ended at once';
      const waiting = podView(pod, undefined)?.waiting;
      if (waiting?.never) return `the pod for files can't start: ${waiting.text}`;
      why = waiting?.text ?? why;
    }
    await pause(host, lookPause);
  }
  return `the pod for files does not start: ${why}`;
}

/** Of a pod that was refused, its Job itself says nothing. */
const notMade = 'its pod is not made, as when a quota of the namespace is full';

export const removeHelper = (api: KubeApi, { job }: HelperPod): Promise<unknown> =>
  deleteObject(api, 'jobs', job);

function isUsable(job: Job, now: number): boolean {
  const view = jobView(job);
  const { creationTimestamp = '', deletionTimestamp } = job.metadata;
  const isOver = deletionTimestamp !== undefined || view?.finished !== undefined;
  return !isOver && now - Date.parse(creationTimestamp) < lifetime * 1000 - spare;
}

async function makeHelper(
  { random }: Pick<Host, 'random'>,
  api: KubeApi,
  label: string,
  template: ReturnType<typeof podTemplate>,
): Promise<string | { readonly text: string }> {
  const name = `mr-${label}-${random().toString(36).slice(2, 7).padEnd(5, '0')}`;
  const labels = { [kubeLabels.user]: label, 'app.kubernetes.io/managed-by': 'mrunner' };
  const made = await makeObject(api, 'jobs', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels },
    spec: {
      backoffLimit: 0,
      ttlSecondsAfterFinished: 60,
      template: { metadata: { labels }, spec: template },
    },
  });
  if (made.kind === 'well' || (made.kind === 'refused' && made.problem === 'exists')) return name;
  return made;
}

/** It does nothing, where runs would be and with what they see. */
function podTemplate(context: Context) {
  const settings = kubeSettings(context);
  const { volumes, mounts } = contextVolumes(context);
  const security = podSecurity(settings);
  return {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 0,
    enableServiceLinks: false,
    ...security.pod,
    ...(settings.imagePullSecret !== undefined && {
      imagePullSecrets: [{ name: settings.imagePullSecret }],
    }),
    nodeSelector: settings.nodeSelector,
    tolerations: settings.tolerations,
    ...(settings.serviceAccount !== undefined && { serviceAccountName: settings.serviceAccount }),
    containers: [
      {
        name: mainContainer,
        image: settings.image ?? '',
        ...(settings.imagePullPolicy !== undefined && {
          imagePullPolicy: settings.imagePullPolicy,
        }),
        command: ['/bin/sh', '-c', `sleep ${lifetime}`],
        ...(settings.kubeSecrets.length > 0 && {
          envFrom: settings.kubeSecrets.map((name) => ({ secretRef: { name } })),
        }),
        resources: helperResources(context.resources, settings),
        volumeMounts: mounts,
        ...security.container,
      },
    ],
    volumes,
  } as const;
}
