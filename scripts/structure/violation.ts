/** A place that breaks a rule of the structure. */
export interface Violation {
  /** From 1. */
  readonly line: number;
  /** What is there. */
  readonly what: string;
  /** What to do about it. */
  readonly instead: string;
}

/** A source file as the rules see it. */
export interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The text without comments and insides of strings; offsets are the same. */
  readonly masked: string;
}

/** `core` for files below packages/core; undefined outside of the packages. */
export const packageOf = (path: string): string | undefined =>
  /^packages\/([^/]+)\//.exec(path)?.[1];

/** Whether a file is there for tests: it may do what sources may not, such as start programs. */
export const isTest = (path: string): boolean =>
  /\.(test|bench|test-types)\.ts$/.test(path) || /^packages\/[^/]+\/test\//.test(path);
