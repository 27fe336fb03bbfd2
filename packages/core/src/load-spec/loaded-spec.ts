import type { IndexedExperiment } from '../experiments/experiment.ts';
import type { Problem } from '../problems/problem.ts';
import type { Checked } from '../spec/evaluate-spec.ts';
import type { Spectrum } from '../spec/spectrum.ts';
import type { Selection } from '../sweep/sweep-record.ts';
import type { PythonChoice } from './python-choice.ts';
import type { SubmittedSweep } from './python-protocol.ts';

/** A spec that was loaded, and whose selected experiments have all been checked. */
export interface LoadedSpec extends Spectrum {
  /** Experiments of the unselected spec. */
  readonly specCount: number;
  /** The selected experiments, in the order they are to be run. Must be walked to the end or abandoned by `close`. */
  readonly experiments: AsyncIterable<IndexedExperiment>;
  /** The name by which it was found in its file. */
  readonly specName: string;
  /** The Python that evaluated it, if one did. */
  readonly python?: string;
  /** What may be a mistake, and what is done otherwise than one might think. Only specs of the old tools have such. */
  readonly warnings: readonly Problem[];
  readonly notes: readonly Problem[];
  /**
   * Calls what a Python spec wants to be called after a submission, and waits for it. A problem says that it failed; what it
   * prints goes to standard error.
   */
  readonly afterRun?: (sweep: SubmittedSweep) => Promise<Problem | undefined>;
  /** Ends whatever is still giving experiments. */
  close(): void;
}

/** Which spec to load, and how. */
export interface LoadSpecOptions {
  /** Path of the spec file: `.ts .mts .js .mjs .cjs .py .yaml .yml .json`. */
  readonly file: string;
  /**
   * Name of the value or function; of several the first that the file has. Default `spec`, in Python else `specifications`
   * or `experiments_list`.
   */
  readonly specName?: string | readonly string[];
  /** Indexes to load; short for `selection`. */
  readonly only?: readonly number[];
  readonly selection?: Selection;
  /** Texts of `--set`. */
  readonly set?: readonly string[];
  /** Seconds after which a spec that is not done is ended. Default 30, or the variable MRUNNER_SPEC_TIMEOUT. */
  readonly timeout?: number;
  /** The Python for a spec of Python; default: see `choosePython`. */
  readonly python?: PythonChoice;
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
