import type { Launch, LaunchEvent } from '@mrunner/dispatcher';

/** What a launch looks like, whoever carries it out. */
export type LaunchView = Pick<Launch, 'counts' | 'running'>;

/** Shows how a launch goes on. */
export interface Reporter {
  /** The launch began; events may have come before. */
  readonly begin: (launch: LaunchView) => void;
  readonly hear: (event: LaunchEvent) => void;
  /** Says a line that stays. */
  readonly say: (line: string) => void;
  /** Shows a question as long as it is open: until it is asked nothing. */
  readonly ask: (question: string | undefined) => void;
  /** The launch ended; what should not stay is taken away. */
  readonly end: () => void;
}

/** For `--quiet`: shows nothing but what goes wrong with the launch itself. */
export const quietReporter = (write: (text: string) => void): Reporter => ({
  begin: () => {},
  hear: (event) => {
    if (event.type === 'trouble') write(`${event.text}\n`);
  },
  say: (line) => write(`${line}\n`),
  ask: (question) => {
    if (question !== undefined) write(`${question}\n`);
  },
  end: () => {},
});
