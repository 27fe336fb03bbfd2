import type { IndexedExperiment } from '../experiments/experiment.ts';
import type { Problem } from '../problems/problem.ts';
import type { Checked } from '../spec/evaluate-spec.ts';
import type { Spectrum } from '../spec/spectrum.ts';
import type { Selection } from '../sweep/sweep-record.ts';

/** A spec that was loaded, and whose selected experiments have all been checked. */
export interface LoadedSpec extends Spectrum {
  /** Experiments of the unselected spec. */
  readonly specCount: number;
  /** The selected experiments, in the order they are to be run. Must be walked to the end or abandoned by `close`. */
  readonly experiments: AsyncIterable<IndexedExperiment>;
  /** Ends whatever is still giving experiments. */
  close(): void;
}

/** Which spec to load, and how. */
export interface LoadSpecOptions {
  /** Path of the spec file: `.ts .mts .js .mjs .cjs .yaml .yml .json`. */
  readonly file: string;
  /** Name of the value or function; default `spec`. */
  readonly specName?: string;
  /** Indexes to load; short for `selection`. */
  readonly only?: readonly number[];
  readonly selection?: Selection;
  /** Texts of `--set`. */
  readonly set?: readonly string[];
  /** Seconds after which a spec that is not done is ended. Default 30, or the variable MRUNNER_SPEC_TIMEOUT. */
  readonly timeout?: number;
}

/** What comes of loading a spec. */
export type SpecResult = Checked<LoadedSpec>;

/** A spec that could not be evaluated at all. */
export const unusable = (...problems: readonly Problem[]): SpecResult => ({
  ok: false,
  problems,
  scripts: [],
  secrets: [],
});

export const specProblem = (message: string, details?: readonly string[]): Problem => ({
  kind: 'spec',
  path: '',
  message,
  ...(details !== undefined && { details }),
});
