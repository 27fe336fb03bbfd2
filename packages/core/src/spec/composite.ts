import { compositeBrand } from './brands.ts';
import type { Spec } from './define-spec.ts';
import type { ExperimentInput } from './experiment-input.ts';

/** What can be a member of a composite. */
export type Member = ExperimentInput | Spec;

/** Experiments that belong together: started together, in one shared directory. */
export interface Composite {
  readonly [compositeBrand]: 1;
  readonly name?: string;
  readonly members: { readonly [name: string]: Member } | readonly Member[];
  readonly onFailure?: 'stop' | 'continue';
}

export interface CompositeOptions {
  /** What becomes of the other members when one fails. Default `stop`. */
  readonly onFailure?: 'stop' | 'continue';
}

/**
 * Makes a composite: its members get consecutive indexes, start together and share `MRUNNER_COMPOSITE_DIR`.
 * A member that is a spec of several experiments makes as many composites; all such members must agree on how many.
 *
 * @example composite('duel', { learner: { script: 'node learn.ts' }, actor: { script: 'node act.ts' } })
 */
export function composite(
  name: string,
  members: { readonly [name: string]: Member } | readonly Member[],
  options?: CompositeOptions,
): Composite;
export function composite(members: readonly Member[], options?: CompositeOptions): Composite;
export function composite(
  first: string | readonly Member[],
  second?: { readonly [name: string]: Member } | readonly Member[] | CompositeOptions,
  third?: CompositeOptions,
): Composite {
  if (typeof first === 'string') {
    return {
      [compositeBrand]: 1,
      name: first,
      members: (second ?? []) as Composite['members'],
      ...third,
    };
  }
  return { [compositeBrand]: 1, members: first, ...(second as CompositeOptions | undefined) };
}
