import { slug } from '@mrunner/core';

/** Names of what Slurm's half of mrunner keeps in a work directory, relative to it. */
export const workFiles = {
  batches: 'batches',
  /** Slurm's own output, where the context names no other directory. */
  output: 'batches/out',
  /** Failed attempts and canaries that live: of the whole sweep, for `--max-failures` and `canary`. */
  failures: 'batches/failures',
  canaries: 'batches/canaries',
  /** What sbatch is given: one for each context of a sweep. */
  worker: (context: string): string => `batches/worker-${context}.sh`,
  batch: (token: string): string => `batches/${token}`,
  /** A batch as long as it is not whole. */
  staged: (token: string): string => `batches/.${token}.tmp`,
} as const;

/** Names of what is in the directory of a batch. */
export const batchFiles = {
  pack: 'pack.sh',
  index: 'pack.index',
  /** Assignments of digits and plain words, which the worker reads. */
  order: 'order',
  /** A directory: who makes it may call sbatch, or give the batch up. Nobody else may, ever. */
  begun: 'begun',
  /** In it: `<pid> <seconds since 1970> <host>`. */
  begunBy: 'begun/by',
  /** What sbatch printed, then `rc=<its code>` in a line of its own; renamed when it is whole. */
  answer: 'answer',
  answerErrors: 'answer.err',
  /** The array job that owns the batch. */
  owner: 'owner',
  /** Nothing of it is started any more. */
  stop: 'stop',
  /** Nothing of it is started as long as this is there. */
  pause: 'pause',
  /** In it, for each record that a task took, a file with the name of its slot. */
  claims: 'claims',
  /** In it, for each slot that works on records no more, a file with its name. */
  over: 'over',
  /** In it, for each run that is not to be started or go on, a file that may say why. */
  cancel: 'cancel',
  /** Made when one task did for all what changes the disk. */
  setUp: 'set-up',
} as const;

/** What a context is called in names of files: distinct among the contexts of a sweep. */
export function contextFile(contexts: readonly { readonly name: string }[], name: string): string {
  const own = contexts.findIndex((context) => context.name === name);
  const plain = slug(name);
  const isTaken = contexts.slice(0, own).some((context) => slug(context.name) === plain);
  return isTaken ? `${plain}.${own}` : plain;
}
