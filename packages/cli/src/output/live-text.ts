import type { Terminal } from '../cli.ts';

/** A block of text on a terminal that is drawn again in place. */
export interface LiveText {
  /** Puts a text in the place of the one before. */
  readonly show: (text: string) => void;
}

/** A live block from the cursor on. Its lines must not be wider than the terminal. */
export const createLiveText = (terminal: Terminal): LiveText => {
  let height = 0;
  return {
    show: (text) => {
      const back = height === 0 ? '' : `\u001b[${height}A\u001b[0J`;
      terminal.write(`${back}${text}`);
      height = text.split('\n').length - 1;
    },
  };
};
