import { until } from '../../slurm/until.ts';
import type { AnyCluster } from '../any-cluster.ts';
import type { Job, Pod } from '../objects.ts';

/** What contract tests do with the Jobs of a cluster. */
export interface ContractJobs {
  /** Makes an Indexed Job of sh scripts, with two rules: disruptions are ignored, and any exit code but 85 fails its index. */
  readonly create: (name: string, script: string, spec?: object) => Promise<void>;
  readonly job: (name: string) => Promise<Job>;
  readonly patch: (name: string, spec: object) => Promise<void>;
  /** In the order of their creation. */
  readonly pods: (job: string) => Promise<readonly Pod[]>;
  /** Waits until a Job has such a condition, `Complete`; answers the Job. */
  readonly has: (name: string, condition: string) => Promise<Job>;
  /** Whether the cluster tells of the end of a Job, by a condition of its own, before the last pod has ended: since 1.31. */
  readonly announcesEnds: () => Promise<boolean>;
  /** Waits until so many pods of a Job run; answers all that there are. */
  readonly running: (name: string, count: number) => Promise<readonly Pod[]>;
}

export function contractJobs({ ask, namespace }: AnyCluster): ContractJobs {
  const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
  const must = async (code: number, ...asked: Parameters<AnyCluster['ask']>): Promise<unknown> => {
    const answer = await ask(...asked);
    if (answer.code !== code) throw new Error(`${asked[0]} ${asked[1]}: ${JSON.stringify(answer)}`);
    return answer.body;
  };
  const job = async (name: string) => (await must(200, 'GET', `${jobs}/${name}`)) as Job;
  const pods = async (name: string): Promise<readonly Pod[]> => {
    const query = `labelSelector=${encodeURIComponent(`job-name=${name}`)}`;
    const list = await must(200, 'GET', `/api/v1/namespaces/${namespace}/pods?${query}`);
    return (list as { items: Pod[] }).items.sort((a, b) => failuresOf(a) - failuresOf(b));
  };
  return {
    job,
    pods,
    create: async (name, script, spec = {}) => {
      await must(201, 'POST', `${jobs}?fieldValidation=Strict`, indexedJob(name, script, spec));
    },
    patch: async (name, spec) => {
      await must(200, 'PATCH', `${jobs}/${name}`, { spec }, 'application/merge-patch+json');
    },
    has: async (name, condition) => {
      const isSo = async () =>
        (await job(name)).status.conditions?.some(
          ({ type, status }) => type === condition && status === 'True',
        ) === true;
      await until(isSo, `${name} to be ${condition}`);
      return await job(name);
    },
    announcesEnds: async () => {
      const { minor } = (await must(200, 'GET', '/version')) as { minor: string };
      return Number.parseInt(minor, 10) >= 31;
    },
    running: async (name, count) => {
      const isSo = async () =>
        (await pods(name)).filter(
          ({ status, metadata }) =>
            status.phase === 'Running' && metadata.deletionTimestamp === undefined,
        ).length === count;
      await until(isSo, `${count} running pods of ${name}`);
      return await pods(name);
    },
  };
}

/** How often the index of a pod had failed before it. */
export const failuresOf = ({ metadata }: Pod): number =>
  Number(metadata.annotations?.['batch.kubernetes.io/job-index-failure-count']) +
  Number(metadata.annotations?.['batch.kubernetes.io/job-index-ignored-failure-count'] ?? 0);

/** The body of one; what `spec` says replaces what is here. */
export const indexedJob = (name: string, script: string, spec: object = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: {
    completionMode: 'Indexed',
    completions: 2,
    parallelism: 2,
    backoffLimitPerIndex: 2,
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        {
          action: 'FailIndex',
          onExitCodes: { containerName: 'main', operator: 'NotIn', values: [85] },
        },
      ],
    },
    template: {
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 5,
        containers: [{ name: 'main', image: 'busybox', command: ['sh', '-c', script] }],
      },
    },
    ...spec,
  },
});
