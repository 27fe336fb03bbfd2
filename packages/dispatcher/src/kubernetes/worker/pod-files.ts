/** Names in the ConfigMap of a batch. */
export const podBatchFiles = {
  worker: 'worker.sh',
  order: 'order',
  pack: 'pack.sh.gz',
  index: 'pack.index',
} as const;

/** What Kubernetes shows of a container that has ended, 4096 bytes at most. */
export const terminationMessage = '/dev/termination-log';

/** Most of what comes home through the log of a container, in bytes; of what is longer the end comes. */
export const frameLimits = {
  log: 1 << 20,
  result: 1 << 20,
  metrics: 4 << 20,
  environment: 1 << 20,
} as const;
