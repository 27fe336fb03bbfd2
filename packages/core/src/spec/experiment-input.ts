import type { ArgumentsMode, FlagStyle } from '../experiments/experiment.ts';

/** Resources with units written, as a spec gives them: `{ cpu: 4, gpu: 'a100:2', mem: '16G', time: '2h' }`. */
export interface ResourcesInput {
  readonly cpu?: number;
  /** A count, or a type with a count: `'a100:2'`. */
  readonly gpu?: number | string;
  /** `'16G'` is 16 GiB on every backend. */
  readonly mem?: string;
  /** `'90m'`, `'2h'`, `'1:30:00'`, `'1-12:00:00'`. */
  readonly time?: string;
  readonly nodes?: number;
  readonly ntasks?: number;
  readonly partition?: string;
  readonly constraint?: string;
}

/** The keys that an experiment and a spec share. */
export interface ExperimentFields {
  /** Default `sandbox`. */
  readonly project?: string;
  /**
   * The command: a string, split into words as a POSIX shell would but never run by one, or the list of words.
   * `{lr}` is a parameter, `{run.dir}` the experiment directory.
   */
  readonly script?: string | readonly string[];
  readonly description?: string;
  readonly env?: { readonly [name: string]: string };
  /** Names of environment variables that the run needs and that nothing writes down. */
  readonly secrets?: readonly string[];
  /** How parameters reach the command line. Default `neptune`: appends `--neptune <path of neptune.yaml>`. */
  readonly args?: ArgumentsMode;
  readonly flags?: Partial<FlagStyle>;
  /** Working directory, relative to the spec. */
  readonly cwd?: string;
  readonly pythonPath?: string | readonly string[];
  readonly pathsToCopy?: readonly string[];
  readonly exclude?: readonly string[];
}

/** One thing to run, as a spec may give it directly. */
export interface ExperimentInput extends ExperimentFields {
  /** Default: the spec's base name. */
  readonly name?: string;
  readonly parameters?: { readonly [name: string]: unknown };
  readonly tags?: readonly string[];
  readonly resources?: ResourcesInput;
  /** The context to run in, where it is not the sweep's. */
  readonly context?: string;
}
