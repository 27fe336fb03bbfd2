import type { Parameters } from '../values/value.ts';

/** How parameters reach the command line. `neptune` and `config` name the yaml file, the others write the values out. */
export type ArgumentsMode = 'neptune' | 'config' | 'flags' | 'hydra' | 'none';

/** How `args: flags` spells parameters. The first of each is the default: argparse's habits. */
export interface FlagStyle {
  readonly names: 'keep' | 'kebab';
  readonly booleans: 'switch' | 'no-prefix' | 'value';
  readonly lists: 'spread' | 'repeat' | 'comma';
  readonly null: 'omit' | 'literal';
}

/** What a run asks for. `cpu`, `gpu` and `mem` are per run. */
export interface Resources {
  readonly cpu?: number;
  readonly gpu?: GpuRequest;
  /** Mebibytes. */
  readonly mem?: number;
  /** Seconds of wall clock time. */
  readonly time?: number;
  readonly nodes?: number;
  readonly ntasks?: number;
  readonly partition?: string;
  readonly constraint?: string;
}

/** A number of GPUs, of a type when one is named: `2`, `a100:2`. */
export interface GpuRequest {
  readonly count: number;
  readonly type?: string;
}

/** The words of a command. Placeholders such as `{lr}` are still in them. Never text for a shell. */
export type ScriptWords = readonly string[];

/**
 * One thing to run, checked and with its defaults filled in. Plain data: it is written to `experiments.jsonl` and read
 * back by retry and resume, which never evaluate the spec again.
 */
export interface Experiment {
  readonly project: string;
  readonly name: string;
  /** Null when the spec gives none: enough for `generate`, a problem for `run` and `plan`. */
  readonly script: ScriptWords | null;
  readonly parameters: Parameters;
  readonly tags: readonly string[];
  readonly description?: string;
  readonly env: { readonly [name: string]: string };
  /** Names of environment variables whose values must reach the process and nothing else. */
  readonly secrets: readonly string[];
  readonly resources: Resources;
  readonly args: ArgumentsMode;
  readonly flags: FlagStyle;
  /** As written in the spec; relative to the spec's directory. */
  readonly cwd?: string;
  readonly pythonPath: readonly string[];
  readonly pathsToCopy: readonly string[];
  readonly exclude: readonly string[];
  /** The context this experiment runs in, when it names one. */
  readonly context?: string;
  /** A file or directory that is copied into the run's directory before its first attempt; relative as `cwd`. */
  readonly restoreFrom?: string;
  /** The experiment wants no snapshot of the code, whatever its context says. */
  readonly sendCode?: false;
}

/** The composite that an experiment belongs to. */
export interface CompositeMembership {
  readonly name: string;
  /** The member's name (`learner`) or its position in a list (`0`). */
  readonly member: string;
  /** Index of the first member's run: it identifies the composite within its sweep. */
  readonly first: number;
  readonly size: number;
  readonly onFailure: 'stop' | 'continue';
}

/** An experiment with its place in the unselected spec, which is its index for ever. */
export interface IndexedExperiment {
  readonly index: number;
  readonly experiment: Experiment;
  readonly composite?: CompositeMembership;
}

export const defaultFlagStyle: FlagStyle = {
  names: 'keep',
  booleans: 'switch',
  lists: 'spread',
  null: 'omit',
};
