/** Where things are in the container of a run, besides the storage directory. All paths are absolute. */
export const podFiles = {
  /** What a batch consists of, from its ConfigMap: read only. */
  batch: '/mrunner/batch',
  /** From a ConfigMap that need not be there: for each run that is to end, or not to start, a file that may say why. */
  cancel: '/mrunner/cancel',
  /** The value of the Secret of a sweep: `privateFileText`. */
  privateFile: '/mrunner/private/values',
  /** A directory for each ConfigMap with a part of the project's archive, in order: `/mrunner/code.0`. */
  codePart: (number: number): string => `/mrunner/code.${number}`,
  /** Writable, and gone with the pod. */
  own: '/mrunner/own',
  /** What the archive of the project is unpacked into: `code/<hash>`, and mrunner's own Python. */
  code: '/mrunner/own/code',
  python: '/mrunner/own/python',
  /** What Kubernetes shows of a container that has ended, 4096 bytes at most. */
  message: '/dev/termination-log',
} as const;

/** Names in the ConfigMap of a batch. */
export const podBatchFiles = {
  worker: 'worker.sh',
  order: 'order',
  pack: 'pack.sh.gz',
  index: 'pack.index',
  /** In a ConfigMap with a part of an archive. */
  codePart: 'part',
} as const;

/** Variables that the Job gives to its containers, by the downward API and by itself. */
export const podVariables = {
  index: 'JOB_COMPLETION_INDEX',
  /** Annotation `batch.kubernetes.io/job-index-failure-count`. */
  failures: 'MRUNNER_POD_FAILURES',
  /** Annotation `batch.kubernetes.io/job-index-ignored-failure-count`. */
  disruptions: 'MRUNNER_POD_DISRUPTIONS',
} as const;

/** Most of what comes home through the log of a container, in bytes; of what is longer the end comes. */
export const frameLimits = { log: 1 << 20, result: 1 << 20, metrics: 4 << 20 } as const;
