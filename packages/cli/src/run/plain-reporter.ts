import type { Colours } from '../output/colours.ts';
import type { Reporter } from './reporter.ts';
import { endText, runTitle } from './run-lines.ts';
import { wishText } from './wish-text.ts';

/** One line when a run starts and one when it ends: for files, pipes and programs. */
export const plainReporter = (
  write: (text: string) => void,
  varying: readonly string[],
  now: () => number,
  colours: Colours,
): Reporter => ({
  begin: () => {},
  hear: (event) => {
    if (event.type === 'trouble') {
      write(`${event.text}\n`);
      return;
    }
    if (event.type === 'heard') {
      write(`${wishText(event.wish)}\n`);
      return;
    }
    const title = runTitle(event.run, varying);
    const attempt = event.run.attempt > 1 ? ` (attempt ${event.run.attempt})` : '';
    if (event.type === 'started') write(`${title}  started${attempt}\n`);
    else if (event.type === 'refused') write(`${title}  not started: ${event.text}\n`);
    else write(`${title}  ${endText(event, now(), colours)}\n`);
  },
  say: (line) => write(`${line}\n`),
  ask: (question) => {
    if (question !== undefined) write(`${question}\n`);
  },
  end: () => {},
});
