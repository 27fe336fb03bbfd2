/**
 * Where the commands of a cluster are and its disk can be seen: this machine, or one that ssh leads to. All effects on a
 * cluster are programs for a POSIX `sh` there; nothing else is needed but coreutils and tar.
 *
 * In a program, `SLURM_*` variables of an enclosing job are unset, sbatch is on PATH when the machine has one at all, the working
 * directory is the user's home, `LC_ALL` is `C`, and `mrunner_part NAME` begins a part of the answer. Whatever is
 * variable comes by its input, or through `shellQuote`.
 */
export interface Place {
  /** For messages: `this machine`, `me@login.hpc`. */
  readonly title: string;
  readonly isRemote: boolean;
  /** Runs a program there. One at a time: others wait. Rejects only when `input` does. */
  readonly run: (program: string, options?: ProgramOptions) => Promise<PlaceAnswer>;
  /** Runs a program whose output is handed on as it comes, beside those of `run`. */
  readonly stream: (program: string, options: StreamOptions) => { readonly stop: () => void };
  /** Ends what is being streamed. */
  readonly close: () => void;
}

export interface ProgramOptions {
  /**
   * What the program reads. When the connection is cut the program sees the end of it: a program that publishes what it
   * read must know that this was all, by a count or a last member of a tar file.
   */
  readonly input?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** How long to wait for the answer; two minutes unless said otherwise. What runs there is not ended. */
  readonly milliseconds?: number;
}

export interface StreamOptions extends Pick<ProgramOptions, 'input'> {
  readonly told: (bytes: Uint8Array) => void;
  /** What it writes to stderr; dropped unless somebody listens. */
  readonly complained?: (text: string) => void;
  /** Called once; the body of a done one is empty, as it was handed on. Not called after `stop`. */
  readonly ended: (answer: PlaceAnswer) => void;
}

/** How a program ended. */
export type PlaceAnswer = DoneProgram | LostProgram | UnreachedPlace;

export interface DoneProgram {
  readonly kind: 'done';
  /** Its exit code. */
  readonly code: number;
  /** What it wrote before its first part; everything, when it has none. */
  readonly body: Buffer;
  /** What it wrote behind each `mrunner_part NAME`, byte for byte. A name that comes again goes on. */
  readonly parts: ReadonlyMap<string, Buffer>;
  readonly stderr: string;
}

/** Nobody knows whether it ran, or how far. */
export interface LostProgram {
  readonly kind: 'lost';
  readonly text: string;
}

/** It is certain that it did not run. */
export interface UnreachedPlace {
  readonly kind: 'unreached';
  readonly text: string;
  /** The place asks for a password or the like: `mrun login CONTEXT`. */
  readonly wantsLogin?: true;
}
