import type { MemberFlags, Problem } from '@mrunner/core';
import type { SelectionFlags } from './selection-flags.ts';

/** What the command line says about a spec and the sweep that is made of it. Commands without a flag leave it out. */
export interface SweepFlags extends SelectionFlags {
  readonly file: string;
  readonly spec: string | undefined;
  /** The names to look for when there is no `spec`, the first that the file has; default: those of its kind of file. */
  readonly specNames?: readonly string[];
  readonly set: readonly string[];
  readonly tags: readonly string[];
  readonly config: string | undefined;
  readonly context: string | undefined;
  readonly words?: readonly string[];
  readonly maxFailures?: number | undefined;
  readonly canary?: number | undefined;
  readonly code?: string | undefined;
  readonly parallel?: string | undefined;
  readonly gpus?: string | undefined;
  readonly retries?: number | undefined;
  readonly timeout?: string | undefined;
  readonly cpu?: string | undefined;
  readonly gpu?: string | undefined;
  readonly mem?: string | undefined;
  readonly time?: string | undefined;
  readonly nodes?: string | undefined;
  readonly ntasks?: string | undefined;
  readonly partition?: string | undefined;
  readonly cmdType?: string | undefined;
  /** How the flag is called that `context` came from. Default: `--context`. */
  readonly contextFlag?: string;
  /** Whether each run is tagged with its place: `local`, or the name of its context. */
  readonly tagPlace?: boolean;
  /** Whether commands start where mrun was typed, when there is no mrunner.yaml above the spec. */
  readonly startHere?: boolean;
  /** What `mrun dispatch` says of members of composites, by position. */
  readonly memberFlags?: readonly MemberFlags[];
  /** What is wrong with the flags themselves: reported with everything else. */
  readonly problems?: readonly Problem[];
}

/** Flags that speak for a key of the context, by that key. */
export const contextSettings = (flags: SweepFlags): { readonly [key: string]: unknown } => ({
  code: flags.code,
  parallel: flags.parallel,
  gpus: flags.gpus,
  retries: flags.retries,
  timeout: flags.timeout,
  cpu: flags.cpu,
  gpu: flags.gpu,
  mem: flags.mem,
  time: flags.time,
  nodes: flags.nodes,
  ntasks: flags.ntasks,
  partition: flags.partition,
  cmd_type: flags.cmdType,
  canary: flags.canary,
});
