import type { Context } from '../contexts/context.ts';
import type { IndexedExperiment, Resources } from '../experiments/experiment.ts';

/** What was chosen from the spec, as the flags said it. */
export interface Selection {
  /** Indexes of the unselected spec; absent: all. */
  readonly only?: readonly IndexRange[];
  /** Seed of the shuffle; absent: the spec's order. */
  readonly shuffle?: number;
  /** How many experiments (composites count once). */
  readonly limit?: number;
}

/** First and last index, both included. */
export type IndexRange = readonly [first: number, last: number];

/** A code state: which code attempts of a sweep run with, and where it came from. */
export interface CodeRecord {
  readonly mode: 'snapshot' | 'in-place';
  /** The project directory. */
  readonly directory: string;
  /**
   * Names the state, by its content: of a snapshot that of its files, in place commit and differences. Absent in place
   * without git, where nobody can tell.
   */
  readonly hash?: string;
  /** Where the project directory is in its repository: `examples/penguins`; absent at the root. */
  readonly prefix?: string;
  /** Of a snapshot: how much it holds, in bytes, and what the experiments said of it. */
  readonly files?: number;
  readonly bytes?: number;
  readonly choice?: CodeChoice;
  readonly commit?: string;
  readonly branch?: string;
  /** Paths that differ from the commit, untracked ones too. */
  readonly changed?: readonly string[];
  /** `git diff HEAD`, untracked text files as additions; cut off at a limit that `diffCut` tells. */
  readonly diff?: string;
  readonly diffCut?: boolean;
}

/** What experiments say about which files belong to a snapshot. */
export interface CodeChoice {
  /** Patterns as in `.gitignore`. */
  readonly exclude: readonly string[];
  /** Files and directories to be copied whatever else is said, relative to the project directory or absolute. */
  readonly pathsToCopy: readonly string[];
}

/**
 * `sweep.json`: everything about a sweep that holds for all its runs. Written once, before anything starts, and never
 * changed. With `experiments.jsonl` it is all that starting an attempt needs.
 */
export interface SweepRecord {
  readonly format: 1;
  /** Sorts by time and can be read aloud: `20261122-1607-brave-otter`. */
  readonly id: string;
  readonly createdAt: number;
  /** The project all experiments share, else `mixed`. */
  readonly project: string;
  /** The experiments' common name, else the spec's base name. */
  readonly name: string;
  readonly spec: { readonly file: string; readonly name: string };
  /** The contexts its runs use, by name, as they were then. The first one is the sweep's own. */
  readonly contexts: readonly Context[];
  /** How many runs were selected. */
  readonly count: number;
  /** How many experiments the whole spec has, when that is known. Index widths come from it. */
  readonly specCount: number;
  readonly selection: Selection;
  readonly set: readonly string[];
  /** Parameters that differ between the selected runs, in the spec's order: labels are made of them. */
  readonly varying: readonly string[];
  readonly tags: readonly string[];
  /** Resources of the command line: over those of context and experiment. */
  readonly resources: Resources;
  /** What it says of members of composites, by position; the last one is for all further ones. */
  readonly memberFlags?: readonly MemberFlags[];
  /** Words after `--` of the command line. */
  readonly words: readonly string[];
  readonly code: CodeRecord;
  /** Directory that `mrun` was typed in, and the one of the project. */
  readonly launchedFrom: string;
  readonly projectDirectory: string;
  readonly host: string;
  readonly user: string;
  /** The user's home directory: what `~` means in paths of experiments. */
  readonly userHome: string;
  readonly mrunnerVersion: string;
  /** PATH and the Node of the submission: runs get them again at every attempt. */
  readonly searchPath: string;
  readonly nodePath: string;
  readonly options: SweepOptions;
}

/** What the command line says of the member at one position of each composite; of the first, also for lone experiments. */
export interface MemberFlags {
  readonly resources: Resources;
  /** The container image it starts in, where its context has containers. */
  readonly image?: string;
}

/** How the sweep is to be carried out. Flags over context. */
export interface SweepOptions {
  /** Runs at a time; `auto`: as many as fit. */
  readonly parallel: number | 'auto';
  /** GPUs that runs may use, in place of what their contexts say: `auto`, or a list such as `0,2-5`. */
  readonly gpus?: string;
  readonly retries: number;
  readonly retryOn: readonly string[];
  readonly maxFailures?: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly grace: number;
}

/** One line of `experiments.jsonl`. */
export interface RecordedExperiment extends IndexedExperiment {
  /** The run's directory, relative to the home: `runs/03-mlp`. */
  readonly directory: string;
  /** Name of the context it runs in. */
  readonly context: string;
}
