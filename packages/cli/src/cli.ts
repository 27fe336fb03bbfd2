import type { Host } from '@mrunner/dispatcher';

/** Everything a command does to the world outside of the dispatcher comes in through this. */
export interface Cli {
  /** What was typed after `mrun`. */
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
  /** Absolute directory that `mrun` was typed in. */
  readonly cwd: string;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly stdin: Keyboard;
  /** Calls back at Ctrl-C, SIGTERM and SIGHUP, which otherwise end the process. Returns how to stop listening. */
  readonly onInterrupt: (listener: (signal: InterruptSignal) => void) => () => void;
  readonly host: Host;
  readonly version: string;
}

/** Somewhere to write: a terminal, a file or a pipe. */
export interface Terminal {
  /** Bytes come out as they are. */
  readonly write: (text: string | Uint8Array) => void;
  /** Waits until whoever reads has caught up, for those who write a lot. */
  readonly drained: () => Promise<void>;
  readonly isTerminal: boolean;
  /** Characters in a line at this moment: the terminal's, elsewhere 80. */
  readonly columns: number;
}

/** Somebody to ask, when it is a terminal. */
export interface Keyboard {
  readonly isTerminal: boolean;
  /** One typed line without its end; undefined when the input ended. */
  readonly line: () => Promise<string | undefined>;
  /**
   * Hears of each key that is typed, Ctrl-C too, which is no signal meanwhile. Returns how to stop listening, which makes the terminal
   * what it was; undefined when this process may not read from its terminal, as in the background of a shell.
   */
  readonly keys: (pressed: (key: string) => void) => (() => void) | undefined;
}

export type InterruptSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
