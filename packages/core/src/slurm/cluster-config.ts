/** What a cluster's configuration says, as far as mrunner asks. */
export interface ClusterConfig {
  /** Of Slurm: `22.05.8`. Empty when it is not said. */
  readonly version: string;
  readonly clusterName: string;
  /** One above the highest index of an array. */
  readonly maxArraySize: number;
  /** Tasks of one array (`max_array_tasks` of SchedulerParameters). */
  readonly maxArrayTasks?: number;
  /** Jobs of all users together. */
  readonly maxJobCount: number;
  /** Seconds for which squeue remembers an ended job. */
  readonly minJobAge: number;
  /** Seconds between TERM and KILL. */
  readonly killWait: number;
  /** Whether ended jobs are kept, and sacct answers. */
  readonly accounting: boolean;
  /** Whether accounting refuses jobs above its limits. */
  readonly enforcesLimits: boolean;
  /** Whether jobs are started again where they do not say otherwise. */
  readonly jobRequeue: boolean;
  /** `OFF`, `REQUEUE`, `CANCEL`, `SUSPEND` … */
  readonly preemptMode: string;
  /** `gpu`, when there are any. */
  readonly gresTypes: readonly string[];
}

/**
 * Reads what `scontrol show config` prints; what it does not say is as Slurm has it by default. Undefined when the text
 * is no configuration.
 */
export function parseClusterConfig(text: string): ClusterConfig | undefined {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, key, value = ''] = /^\s*(\w+)\s*=\s?(.*)$/.exec(line) ?? [];
    if (key !== undefined) values.set(key, value.trim());
  }
  if (!values.has('SLURM_VERSION') && !values.has('MaxArraySize')) return undefined;
  const number = (key: string, fallback: number): number => {
    const [digits] = /^\d+/.exec(values.get(key) ?? '') ?? [];
    return digits === undefined ? fallback : Number(digits);
  };
  const word = (key: string): string => values.get(key)?.replace(/^\(null\)$/, '') ?? '';
  const arrayTasks = /(?:^|,)\s*max_array_tasks=(\d+)/.exec(word('SchedulerParameters'))?.[1];
  const storage = word('AccountingStorageType');
  return {
    version: word('SLURM_VERSION'),
    clusterName: word('ClusterName'),
    maxArraySize: number('MaxArraySize', 1001),
    ...(arrayTasks !== undefined && { maxArrayTasks: Number(arrayTasks) }),
    maxJobCount: number('MaxJobCount', 10_000),
    minJobAge: number('MinJobAge', 300),
    killWait: number('KillWait', 30),
    accounting: storage !== '' && !storage.endsWith('/none'),
    enforcesLimits: /\b(?:limits|safe|all)\b/i.test(word('AccountingStorageEnforce')),
    jobRequeue: number('JobRequeue', 1) === 1,
    preemptMode: word('PreemptMode'),
    gresTypes: word('GresTypes')
      .split(',')
      .filter((name) => name !== ''),
  };
}
