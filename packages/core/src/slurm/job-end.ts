import type { ReasonKind } from '../contexts/context.ts';

/** What the scheduler's word says of a task that goes on no more. */
export interface JobEnd {
  /** `done`: it ended by itself with code 0, which says nothing of its runs. */
  readonly kind: ReasonKind | 'done';
  readonly text: string;
}

/**
 * What a state of Slurm means. Undefined: it goes on, waits, or the word is unknown, so that nothing is to be concluded.
 *
 * @param code exit code and signal as Slurm writes them: `0:53`
 */
export function jobEndOf(state: string, code?: string): JobEnd | undefined {
  return state === 'COMPLETED' && code !== undefined ? { kind: 'done', text: '' } : undefined;
}
