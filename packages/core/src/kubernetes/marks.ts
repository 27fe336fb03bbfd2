/** Labels and annotations by which mrunner finds what is its own, and what Kubernetes tells of pods. */
export const kubeLabels = {
  /** Id of the sweep. On everything that mrunner makes. */
  sweep: 'mrunner.dev/sweep',
  /** `batchToken`. On everything of one batch. */
  token: 'mrunner.dev/token',
  /** `true` where runs share pods. */
  packed: 'mrunner.dev/packed',
  /** Which user of mrunner it belongs to, where it belongs to no sweep. */
  user: 'mrunner.dev/user',
  kueueQueue: 'kueue.x-k8s.io/queue-name',
  jobName: 'batch.kubernetes.io/job-name',
} as const;

export const kubeAnnotations = {
  /** Of what is in the batch: a Job of this name with another hash is not ours. */
  hash: 'mrunner.dev/hash',
  context: 'mrunner.dev/context',
  /** Run and attempt by index: `[[0,1],[1,1]]`. */
  runs: 'mrunner.dev/runs',
  kueueLeast: 'kueue.x-k8s.io/job-min-parallelism',
  index: 'batch.kubernetes.io/job-completion-index',
  failures: 'batch.kubernetes.io/job-index-failure-count',
  /** Absent while it is 0. */
  disruptions: 'batch.kubernetes.io/job-index-ignored-failure-count',
} as const;

/** Selects everything of a sweep. */
export const sweepSelector = (sweepId: string): string => `${kubeLabels.sweep}=${sweepId}`;

/** What the container learns about its pod beside its index, by the names of its variables. */
export const podVariables = {
  /** Kubernetes itself gives it to the pods of Indexed Jobs. */
  index: 'JOB_COMPLETION_INDEX',
  failures: 'MRUNNER_POD_FAILURES',
  /** Empty means 0. */
  disruptions: 'MRUNNER_POD_DISRUPTIONS',
  node: 'MRUNNER_NODE',
} as const;
