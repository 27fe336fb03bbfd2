import type { Container, Job, KubeObject, Pod } from '../objects.ts';
import {
  countOf,
  failuresKey,
  ignoredKey,
  indexKey,
  isIndexed,
  isPerIndex,
  trackingFinalizer,
} from './job-view.ts';
import { podVerdict } from './pod-failure-policy.ts';

/** The pod that a Job makes for an index, after another one that failed, if any. */
export function podOfJob(job: Job, index: number, replaced: Pod | undefined): KubeObject {
  const { template } = job.spec;
  const { name, namespace = '', uid } = job.metadata;
  const indexed = isIndexed(job);
  const labels = {
    ...template.metadata?.labels,
    ...(indexed ? { [indexKey]: String(index) } : {}),
  };
  const annotations = {
    ...template.metadata?.annotations,
    ...(indexed ? { [indexKey]: String(index) } : {}),
    ...(indexed && isPerIndex(job) ? failureCounts(job, replaced) : {}),
  };
  const spec = structuredClone(template.spec);
  if (indexed) {
    for (const container of [...spec.containers, ...(spec.initContainers ?? [])])
      addIndex(container);
    spec.hostname = `${name}-${index}`;
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: indexed ? generateName(name, index) : `${name}-`,
      name: '',
      uid: '',
      resourceVersion: '',
      creationTimestamp: '',
      namespace,
      labels,
      annotations,
      finalizers: [trackingFinalizer],
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'Job',
          name,
          uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec,
  };
}

function generateName(job: string, index: number): string {
  const end = `-${index}-`;
  return `${job.slice(0, 58 - end.length)}${end}`;
}

function failureCounts(job: Job, replaced: Pod | undefined): { [key: string]: string } {
  if (replaced === undefined) return { [failuresKey]: '0' };
  const counts = podVerdict(job, replaced).counts;
  const failures = countOf(replaced, failuresKey) + (counts ? 1 : 0);
  const ignored = countOf(replaced, ignoredKey) + (counts ? 0 : 1);
  return {
    [failuresKey]: String(failures),
    ...(ignored > 0 ? { [ignoredKey]: String(ignored) } : {}),
  };
}

function addIndex(container: Container): void {
  if (container.env?.some(({ name }) => name === 'JOB_COMPLETION_INDEX')) return;
  container.env = [
    ...(container.env ?? []),
    {
      name: 'JOB_COMPLETION_INDEX',
      valueFrom: { fieldRef: { fieldPath: `metadata.labels['${indexKey}']` } },
    },
  ];
}
