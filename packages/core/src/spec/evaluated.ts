import type { CompositeMembership, Experiment } from '../experiments/experiment.ts';
import type { Problem } from '../problems/problem.ts';

/** A value, or a promise of one when a schema or a generator is asynchronous. */
export type Awaitable<T> = T | Promise<T>;

/** One experiment of a unit, with what is wrong with it. */
export interface EvaluatedMember {
  readonly experiment: Experiment;
  readonly problems: readonly Problem[];
  /** It is no experiment, so that its problems are all there is to say of it. */
  readonly isNone?: boolean;
  readonly composite?: Omit<CompositeMembership, 'first'>;
}

/** What is selected, shuffled and limited as one: an experiment, or all members of a composite. */
export type EvaluatedUnit = readonly EvaluatedMember[];

/** A part of a spec that gives units one by one, each from its number alone. */
export interface UnitSource {
  /** Runs a unit. */
  readonly size: number;
  /** How many units there are before `where`. */
  readonly candidates: number;
  /** Whether units can be dropped, so that only a walk tells their indexes. */
  readonly filtered: boolean;
  /** The unit, or undefined when `where` drops it. */
  unit(candidate: number): Awaitable<EvaluatedUnit | undefined>;
  /** What is wrong with the source whatever the unit. When there is something, no unit is looked at. */
  readonly problems: readonly Problem[];
  /** Whether a generator of the user's gave it, which may never end: it is not asked for more than is needed. */
  readonly generated?: boolean;
  /** What makes it give nothing: `grid.seed`. */
  readonly emptyBecause?: string;
}

/** A source that is only a report of what is wrong. */
export const brokenSource = (problems: readonly Problem[]): UnitSource => ({
  size: 1,
  candidates: 0,
  filtered: false,
  unit: () => undefined,
  problems,
});
