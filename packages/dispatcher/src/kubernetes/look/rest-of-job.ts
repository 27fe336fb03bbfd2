import type { JobView, PodEnd } from '@mrunner/core/kubernetes';

/** How those tasks of a Job ended that its own end ended. */
export function restOfJob({ reason, message }: NonNullable<JobView['finished']>): PodEnd {
  const text = texts[reason] ?? `its job ended${message === '' ? '' : `: ${message}`}`;
  return { state: reason === '' ? 'JobEnded' : reason, kind: kinds[reason] ?? 'cancelled', text };
}

const texts: { readonly [reason: string]: string } = {
  MaxFailedIndexesExceeded:
    'ended with its job, since as many runs as --max-failures allows failed',
  DeadlineExceeded: 'stopped at the time limit of its job',
};

const kinds: { readonly [reason: string]: PodEnd['kind'] } = { DeadlineExceeded: 'timeout' };
