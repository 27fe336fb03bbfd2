import type { Experiment, IndexedExperiment } from '../experiments/experiment.ts';
import type { Problem } from '../problems/problem.ts';
import type { ScriptUse, Spectrum } from '../spec/spectrum.ts';
import type { Selection } from '../sweep/sweep-record.ts';
import type { Value } from '../values/value.ts';

/** What the process that evaluates a spec is told, as one JSON argument. */
export interface SpecOrder {
  /** URL of the spec file. */
  readonly url: string;
  /** The first of these that there is. */
  readonly specNames: readonly string[];
  readonly defaultName: string;
  readonly selection: Selection;
  readonly set: readonly string[];
}

/** A line of its answer, in private JSON. After `ready` come the experiments, then `end`. */
export type SpecLine =
  | {
      readonly line: 'problems';
      readonly problems: readonly Problem[];
      readonly scripts: readonly ScriptUse[];
      readonly secrets: readonly string[];
    }
  /** The spec's own code threw. */
  | { readonly line: 'threw'; readonly text: string }
  /** The spec has no such export. */
  | { readonly line: 'exports'; readonly names: readonly string[] }
  | {
      readonly line: 'ready';
      readonly specName: string;
      readonly specCount: number;
      readonly spectrum: Spectrum;
    }
  /** What the following experiments share, so that it is sent once. */
  | { readonly line: 'fields'; readonly fields: Omit<Experiment, 'parameters'> }
  /**
   * Experiments with the same parameter names and the same composite, if any. A row is an index, then the values in the
   * order of the names: a million experiments are handed over in a third of the time that a map for each would take.
   */
  | {
      readonly line: 'rows';
      readonly names: readonly string[];
      readonly composite?: IndexedExperiment['composite'];
      readonly rows: readonly (readonly [index: number, ...values: Value[]])[];
    }
  | { readonly line: 'end' };

/** The descriptor the answer is written to: standard output belongs to the spec. */
export const answerDescriptor = 3;
