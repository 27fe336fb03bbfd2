import type { Resources } from '../experiments/experiment.ts';
import type { Parameters } from '../values/value.ts';

/** A file that is written before an attempt starts. The path is absolute. */
export interface PlannedFile {
  readonly path: string;
  readonly text: string;
}

/** Everything that starting one attempt of a run takes, as plain data. Nothing in it is text for a shell. */
export interface PlannedRun {
  readonly index: number;
  readonly attempt: number;
  /** `<sweep id>/<index>` */
  readonly id: string;
  readonly context: string;
  readonly project: string;
  readonly name: string;
  readonly parameters: Parameters;
  readonly tags: readonly string[];
  readonly resources: Resources;
  /** The container image it starts in; absent where its context has no containers, or names none. */
  readonly image?: string;
  /** Absolute run directory, where its files are. */
  readonly directory: string;
  readonly command: readonly string[];
  /** The context's variables: over the inherited environment, below dotenv files and secrets. */
  readonly contextEnv: { readonly [name: string]: string };
  /** The experiment's variables and mrunner's own: over everything else. No values of secrets or of dotenv files. */
  readonly env: { readonly [name: string]: string };
  /** Variables whose values are asked for at the start and go to the process alone. */
  readonly secrets: readonly string[];
  /** Absolute paths of dotenv files whose values go to the process alone. */
  readonly envFiles: readonly string[];
  /** Prepended to the inherited PYTHONPATH. */
  readonly pythonPath: readonly string[];
  readonly cwd: string;
  readonly files: readonly PlannedFile[];
  /** Absolute path of a file or directory that is copied into the run's directory before the first attempt. */
  readonly restoreFrom?: string;
  readonly composite?: {
    readonly id: string;
    readonly name: string;
    readonly member: string;
    readonly directory: string;
    readonly first: number;
    readonly size: number;
    readonly onFailure: 'stop' | 'continue';
  };
}
