/** What a problem is about, in the order a person would look for it. */
export type ProblemKind =
  | 'value' // a value that the value model or a schema refuses
  | 'unknown-key'
  | 'missing'
  | 'conflict' // two settings that exclude each other
  | 'syntax' // a file that could not be read as what it is
  | 'spec' // a spec that gives nothing usable: no export, no experiment, it threw, it never ended
  | 'script' // a command line that cannot be started
  | 'file' // a file or directory that is missing or not usable
  | 'secret' // a secret that has no value here
  | 'limit'
  | 'unreachable'; // a scheduler or host that could not be asked: no mistake of anybody's

/** Where in a text file a problem is. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters to underline. */
  readonly length: number;
  /** The lines of the file to show, the offending one last. */
  readonly excerpt: readonly string[];
}

/**
 * A mistake of the user, as data. Problems are collected and shown together; nothing is started while there is one.
 * The words live in the fields; `problemText` only lays them out.
 */
export interface Problem {
  readonly kind: ProblemKind;
  /** The setting it is about, as the user wrote it: `grid.hiden`, `parameters.lr`, `contexts.gpu.mem`. Empty: the whole. */
  readonly path: string;
  /** One clause: what was expected and what was got. */
  readonly message: string;
  /** The nearest name that exists; shown as "Did you mean …?". */
  readonly suggestion?: string;
  /** Further lines: what is allowed, what to type. */
  readonly details?: readonly string[];
  /** The experiments it concerns, by index. Same problems of several experiments are shown as one. */
  readonly indexes?: readonly number[];
  /** Where the value came from, such as `grid.lr[1]`. */
  readonly origin?: string;
  readonly position?: Position;
}

/** Each problem once: what is wrong in one place is often found on several ways. */
export const distinctProblems = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];

/** A value, or all the problems that prevented it. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A result that holds a value. */
export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** A result that holds problems; there must be at least one. */
export const fail = (
  ...problems: readonly Problem[]
): { ok: false; problems: readonly Problem[] } => {
  if (problems.length === 0) throw new Error('Internal error: a failure without a problem');
  return { ok: false, problems };
};
