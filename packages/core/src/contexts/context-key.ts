import type { BackendName } from './context.ts';
import type { KeyKind } from './key-kind.ts';

/** All that is known of one key of a context: checks, merging and the docs read it from here. */
export interface ContextKey<T = unknown> {
  readonly kind: KeyKind<T>;
  /** One line for the docs and for `mrun context show`. */
  readonly doc: string;
  /** What files of the old tools call it. */
  readonly oldNames?: readonly string[];
  /** The backends that understand it; absent: all. */
  readonly backends?: readonly BackendName[];
  /** `replace` when absent; `by name`: a map whose entries are each of this kind; `unite`: lists without repeats. */
  readonly merge?: 'replace' | 'by name' | 'unite';
  /** Of a map: what its entries may be named. Default: what a shell can export. */
  readonly entryKind?: KeyKind<string>;
  /** Set for what can also stand inside `resources`. */
  readonly group?: 'resources';
  /** What it is where nothing is said, as a user would write it. */
  readonly defaults?: { readonly [B in BackendName]?: unknown };
}

/** One default for every backend. */
export const everywhere = (value: unknown): { readonly [B in BackendName]: unknown } => ({
  local: value,
  slurm: value,
  kubernetes: value,
});
