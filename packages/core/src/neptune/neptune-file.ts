import type { Parameters } from '../values/value.ts';

/** The two shapes of the file: 1 declares each parameter in a list, 2 is a plain mapping. */
export type NeptuneVersion = 1 | 2;

/** What is written into a neptune.yaml. */
export interface NeptuneContent {
  readonly project: string;
  readonly name: string;
  readonly parameters: Parameters;
  readonly tags?: readonly string[];
  readonly description?: string;
  /** What is not copied to where the run is, as `.git` or `*.ckpt`. */
  readonly exclude?: readonly string[];
}

/** What a neptune.yaml says. Files written by hand may leave out anything. */
export interface NeptuneFile {
  readonly project?: string;
  readonly name?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly exclude: readonly string[];
  readonly parameters: Parameters;
  readonly version: NeptuneVersion;
}

/** The types that version 1 declares: the kinds of the value model. */
export const DECLARED_TYPES = ['boolean', 'int', 'double', 'string', 'json'] as const;
