import type { Resources } from '../experiments/experiment.ts';

export const backendNames = ['local', 'slurm', 'kubernetes'] as const;
export type BackendName = (typeof backendNames)[number];

/** Why a run ended, as `retry_on` names it. */
export const reasonKinds = [
  'exit',
  'signal',
  'timeout',
  'oom',
  'preempted',
  'node',
  'launch',
  'interrupted',
  'lost',
  'cancelled',
] as const;
export type ReasonKind = (typeof reasonKinds)[number];

/**
 * A place to run, merged from built-in values, the files' `defaults` and the context itself, with absolute paths and
 * every unit parsed. What an experiment or a flag overrides is applied on top of it.
 */
export interface Context {
  readonly name: string;
  readonly backend: BackendName;
  /** Absolute directory (or the path on the other side for remote backends). */
  readonly storageDir: string;
  readonly resources: Resources;
  /** Runs at a time; `auto` lets the backend choose. */
  readonly parallel: number | 'auto';
  readonly gpus?: string;
  readonly python?: string;
  readonly code: 'snapshot' | 'in-place' | 'git';
  readonly onLost: 'rerun' | 'ask';
  readonly retries: number;
  readonly retryOn: readonly ReasonKind[];
  /** Seconds a run may take; absent: for ever. */
  readonly timeout?: number;
  /** Seconds between TERM and KILL. */
  readonly grace: number;
  /** Seconds of warning before a time limit. */
  readonly warnBefore?: number;
  /** Whether runs find a neptune context (`MRUNNER_UNDER_NEPTUNE=1`). */
  readonly neptune: boolean;
  readonly tags: readonly string[];
  readonly isolate: boolean;
  readonly setup: SetUp;
  /** Keys that one backend alone understands, checked and with units parsed, under their snake_case names. */
  readonly slurm: { readonly [key: string]: unknown };
  readonly kubernetes: { readonly [key: string]: unknown };
}

/** What is prepared before a run starts. */
export interface SetUp {
  readonly env: { readonly [name: string]: string };
  /** Absolute paths of dotenv files; their values reach the process and nothing else. */
  readonly envFiles: readonly string[];
  readonly secrets: readonly string[];
  readonly modulesToLoad: readonly string[];
  readonly venv?: string;
  readonly requirementsFile?: string;
  readonly conda?: string;
  readonly prologCommand?: string;
  /** Once per snapshot, such as `npm ci`. */
  readonly setup?: string;
  readonly link: readonly string[];
}
