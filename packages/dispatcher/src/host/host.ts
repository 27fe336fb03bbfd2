import type { KubeChoice, KubeConnection } from './kubernetes-connection.ts';

/**
 * Everything the dispatcher does to the world, in one narrow argument. `nodeHost()` is the real one; decisions are
 * tested without it, and faults are injected through it.
 */
export interface Host {
  readonly files: HostFiles;
  readonly shared: SharedFiles;
  readonly processes: HostProcesses;
  readonly clock: HostClock;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** The same bytes give the same. */
  readonly gzip: (bytes: Uint8Array) => Uint8Array;
  /** What `gzip` made, as it was before; throws when it is not whole. */
  readonly gunzip: (bytes: Uint8Array) => Uint8Array;
  readonly env: { readonly [name: string]: string | undefined };
  readonly machine: HostMachine;
  /** Finds the way to a Kubernetes cluster; nothing is sent yet. A text, for people, when there is none. */
  readonly kubernetes: (choice: KubeChoice) => Promise<KubeConnection | string>;
}

export interface HostMachine {
  readonly host: string;
  readonly user: string;
  /** Of this very process. */
  readonly pid: number;
  /** Absolute path of the Node that runs this process. */
  readonly node: string;
  /** Absolute paths of mrunner's own Python, which every run finds behind everything else on its PYTHONPATH. */
  readonly pythonDirectories: readonly string[];
  /** What of the machine this process may use: its processors, and its memory in mebibytes. */
  readonly limits: () => { readonly cpu: number; readonly mem: number };
}

export interface HostClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds since some moment. It only grows, where somebody may set the time of `now` back or forward. */
  readonly elapsed: () => number;
  /** Calls back after some milliseconds, unless the returned function is called before. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
}

/**
 * Files, synchronously: the launcher's loop does a few system calls a run and has nothing else to do meanwhile. Errors
 * are Node's (`code: 'ENOSPC'`); "missing" is an answer, not an error, where the return type says so.
 */
export interface HostFiles {
  readonly exists: (path: string) => boolean;
  /** The text, or undefined when there is no such file. */
  readonly read: (path: string) => string | undefined;
  /** At most the last `bytes` of a file; empty when there is none. */
  readonly readTail: (path: string, bytes: number) => string;
  /** The file in pieces, from an offset on. A missing file has none. */
  readonly chunks: (path: string, from?: number) => Iterable<Uint8Array>;
  readonly write: (path: string, text: string) => void;
  /**
   * Writes bytes at an offset of a file, which is made for its owner alone when it is missing; what lies behind them stays. So
   * several processes may copy the same growing file at the same time.
   */
  readonly writeAt: (path: string, offset: number, bytes: Uint8Array) => void;
  /** Creates the file, or answers false when it exists. */
  readonly create: (path: string, text: string) => boolean;
  /** Puts a whole file in place at once: written beside, synced, renamed. Its owner alone may read it. */
  readonly replace: (path: string, text: string) => void;
  /**
   * Puts a whole file in place at once, as `replace` does, keeping the mode of the one that is there; at the end of a link, the file that
   * it leads to. `ownersAlone`: others may not read it from then on.
   */
  readonly rewrite: (path: string, text: string, ownersAlone: boolean) => void;
  /** Gives a file a second name; false when that name is taken. */
  readonly link: (path: string, second: string) => boolean;
  readonly rename: (from: string, to: string) => void;
  /** Removes a file or a whole tree; what is missing is fine. */
  readonly remove: (path: string) => void;
  /** Removes a directory; false when it is missing or holds something. */
  readonly removeEmpty: (directory: string) => boolean;
  /** Names in a directory; none when there is no such directory. */
  readonly list: (directory: string) => readonly string[];
  /** Makes one directory, or answers false when it exists. */
  readonly makeDirectory: (path: string) => boolean;
  /** Makes a directory and those above it; answers the topmost one that was made. */
  readonly makeDirectories: (path: string) => string | undefined;
  readonly stat: (path: string) => FileStat | undefined;
  /** How much a file or a whole tree takes on its disk. Links are not followed; undefined when it is missing. */
  readonly measure: (path: string) => TreeSize | undefined;
  /** What is at a path itself, not at the end of a link; undefined when nothing is. */
  readonly lookAt: (path: string) => FileLook | undefined;
  /** Where a link leads, as it is written in it. */
  readonly readLink: (path: string) => string;
  /** Makes a symbolic link. */
  readonly makeLink: (target: string, path: string) => void;
  /** Copies a file with its mode, sharing its blocks where the file system can. */
  readonly copy: (from: string, to: string) => void;
  /** SHA-256 of a file's content, in hexadecimal digits. */
  readonly digest: (path: string) => string;
  /** Without links, `.` and `..`; undefined when there is no such path. */
  readonly realPath: (path: string) => string | undefined;
  /** Opens a file to write to. Its owner alone may read it when it is new. */
  readonly open: (path: string, mode: 'append' | 'create') => OpenFile;
  /** Syncs a directory, so that names made in it survive a power cut. */
  readonly syncDirectory: (path: string) => void;
  /** Makes what was written to a file survive a power cut, while others go on; calls back when it does, or can't. */
  readonly syncSoon: (path: string, over: () => void) => void;
  readonly freeBytes: (path: string) => number;
  /** Calls back when something about the path changed; may miss and repeat. Returns how to end it. */
  readonly watch: (path: string, changed: () => void) => () => void;
}

/** Small files in a directory that all users of this machine write to, each its own: nothing in it is trusted. */
export interface SharedFiles {
  /** Makes the directory if it is missing, for everybody. Throws when others could have put something else there. */
  readonly makeDirectory: (path: string) => void;
  /** Makes a new file with this text, whole from its first moment, that everybody may read. */
  readonly create: (path: string, text: string) => void;
  /** Undefined when it is missing, no file, or larger than anybody honest makes it. */
  readonly read: (path: string) => string | undefined;
}

export interface FileStat {
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly directory: boolean;
  /** Number of the device that it is on. */
  readonly device: number;
  readonly inode: number;
}

export interface TreeSize {
  /** Bytes that its files take on the disk. */
  readonly bytes: number;
  /** How many files there are, directories not counted. */
  readonly files: number;
}

/** A file as it is at one moment. */
export interface FileLook {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly size: number;
  readonly executable: boolean;
  /** Another one after each change of the file. */
  readonly version: string;
  /** When its content or its mode changed, in milliseconds since the epoch. */
  readonly changedAt: number;
}

export interface OpenFile {
  /** Writes some of the bytes and answers how many. */
  readonly write: (bytes: Uint8Array) => number;
  readonly sync: () => void;
  readonly close: () => void;
}

export interface HostProcesses {
  /** Starts a program in its own session, out of reach of the terminal's Ctrl-C. */
  readonly start: (command: readonly string[], options: StartOptions) => ChildProcess;
  /** As `start`, with bytes, for what carries whole files. */
  readonly pipe: (command: readonly string[], options: PipeOptions) => PipedProcess;
  /** Runs a program to its end and gives its output. A program that can't be started has code 127. */
  readonly run: (command: readonly string[], options: RunOptions) => Promise<Finished>;
  /** As `run`, waiting for it. For systems without /proc, where `ps` must be asked. */
  readonly runNow: (command: readonly string[]) => Finished;
  /** Runs a program on this terminal, feeding it nothing. Answers the shell's code: 128 + n for signal n. */
  readonly foreground: (command: readonly string[], options: RunOptions) => Promise<number>;
  /** Starts a program that goes on after this process, in a session of its own and without a terminal. */
  readonly background: (
    command: readonly string[],
    options: BackgroundStartOptions,
  ) => BackgroundProcess;
  /** Whether there is a process of that pid, anybody's, also where /proc hides those of others. A zombie counts. */
  readonly exists: (pid: number) => boolean;
  /** Sends a signal; false when there is no such process, or it is not ours. */
  readonly signal: (pid: number, signal: 'SIGTERM' | 'SIGKILL') => boolean;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: { readonly [name: string]: string | undefined };
  /** Bytes of output to keep; the rest is dropped. */
  readonly limit?: number;
}

export interface StartOptions extends RunOptions {
  readonly told: (text: string) => void;
  readonly complained: (text: string) => void;
  /** Called once, after all output. `code` is the shell's. */
  readonly ended: (code: number, why: string) => void;
}

export interface PipeOptions extends Omit<StartOptions, 'told' | 'limit'> {
  readonly told: (bytes: Uint8Array) => void;
}

export interface BackgroundStartOptions extends Omit<RunOptions, 'limit'> {
  /** File that its outputs are added to. Its owner alone may read it when it is new. */
  readonly log: string;
}

/** Where a program in the background writes its answer to. */
export const backgroundAnswerDescriptor = 3;

export interface BackgroundProcess {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** The first line that it answered with its line break, or how it ended without one. Then it is not waited for any more. */
  readonly answer: Promise<{ readonly text: string; readonly end: string }>;
}

export interface ChildProcess {
  /** Undefined when it could not be started; `ended` follows. */
  readonly pid: number | undefined;
  readonly write: (text: string) => void;
  /** Ends its input. */
  readonly close: () => void;
  /** Ends its input, and lets this process end before it. */
  readonly release: () => void;
}

export interface PipedProcess {
  /** Undefined when it could not be started; `ended` follows. */
  readonly pid: number | undefined;
  /** Resolves when there is room for more: false when it takes no more. */
  readonly write: (bytes: Uint8Array) => Promise<boolean>;
  /** Ends its input. */
  readonly close: () => void;
  /** Ends it at once, with all that it started in its session. */
  readonly kill: () => void;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
