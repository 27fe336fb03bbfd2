import type { Value } from '../values/value.ts';

/** What the Python that evaluates a spec is told, as one JSON argument. */
export interface PythonOrder {
  /** Absolute. */
  readonly file: string;
  /** As it was typed: tracebacks and messages name it. */
  readonly shown: string;
  /** The name of the value or function; of several the first that can be a spec; null for the usual ones. */
  readonly spec: string | readonly string[] | null;
}

/** A problem or a warning, at a path such as `experiments[3].parameters.f`. */
export interface PythonFinding {
  readonly path: string;
  readonly message: string;
  readonly details?: readonly string[];
}

/** A line of its answer, in private JSON. `spec` comes before experiments, `end` last. */
export type PythonLine =
  /** There is nothing of the wanted name; these could be meant. */
  | { readonly line: 'exports'; readonly names: readonly string[] }
  /** The spec's own code raised: Python's traceback. */
  | { readonly line: 'threw'; readonly text: string }
  | { readonly line: 'exited'; readonly code: number | null; readonly text: string | null }
  /** This Python is older than those that can evaluate specs. */
  | { readonly line: 'old'; readonly version: string }
  /** What JSON can't hold. The experiments come even so, with null in those places. */
  | { readonly line: 'problems'; readonly problems: readonly PythonFinding[] }
  | { readonly line: 'warnings'; readonly warnings: readonly PythonFinding[] }
  | {
      readonly line: 'spec';
      readonly name: string;
      readonly isList: boolean;
      /** Whether something is to be called when the sweep has been handed to its launcher. */
      readonly afterRun: boolean;
    }
  /** Everything but the parameters of the experiments that follow. */
  | { readonly line: 'fields'; readonly fields: { readonly [key: string]: Value } }
  | {
      readonly line: 'rows';
      readonly names: readonly string[] | null;
      readonly rows: readonly (readonly Value[] | null)[];
    }
  /** The next elements are members of a composite. */
  | {
      readonly line: 'composite';
      readonly size: number;
      readonly name?: string | null;
      readonly onFailure?: string | null;
    }
  /** A mapping in the form of our own specs. */
  | { readonly line: 'object'; readonly value: { readonly [key: string]: Value } }
  | { readonly line: 'end' };

/** The sweep, as functions that are called after a submission have always seen it. */
export interface SubmittedSweep {
  /** The sweep's id. */
  readonly unique_name: string;
  /** The directory with the runs, where their logs are. */
  readonly grid_logs_dir: string;
  /** `user@host` of a cluster; empty on this machine. */
  readonly slurm_url: string;
}
