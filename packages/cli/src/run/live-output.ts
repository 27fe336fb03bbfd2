import { StringDecoder } from 'node:string_decoder';
import type { Cli, Terminal } from '../cli.ts';
import { coloursFor } from '../output/colours.ts';
import type { Reporter } from './reporter.ts';

/** What runs print, on one terminal. */
export interface LiveOutput {
  readonly printed: (run: { readonly index: number }, bytes: Uint8Array) => void;
  /** A run has ended: what it left of a line is shown. */
  readonly ended: (index: number) => void;
  /** Lines of mrunner itself, each on a line of its own. */
  readonly say: (line: string) => void;
}

/** As it is where one runs at a time; else in whole lines with the run's number before each. */
export const liveOutput = (
  cli: Pick<Cli, 'env'>,
  terminal: Terminal,
  isAlone: () => boolean,
): LiveOutput => {
  const { dim } = coloursFor(terminal, cli.env);
  const held = new Map<number, { readonly decoder: StringDecoder; text: string }>();
  let isInLine = false;
  const write = (text: string): void => {
    if (text === '') return;
    isInLine = !text.endsWith('\n');
    terminal.write(text);
  };
  const endLine = (): void => {
    if (isInLine) write('\n');
  };
  const lineOf = (index: number, text: string): string => `${dim(`#${index}`)} ${text}\n`;
  return {
    printed: ({ index }, bytes) => {
      const line = held.get(index) ?? { decoder: new StringDecoder('utf8'), text: '' };
      held.set(index, line);
      line.text += line.decoder.write(Buffer.from(bytes));
      if (isAlone()) {
        write(line.text);
        line.text = '';
        return;
      }
      const lines = line.text.split('\n');
      line.text = lines.pop() ?? '';
      if (lines.length === 0) return;
      endLine();
      write(lines.map((text) => lineOf(index, text)).join(''));
    },
    ended: (index) => {
      const line = held.get(index);
      held.delete(index);
      endLine();
      const rest = (line?.text ?? '') + (line?.decoder.end() ?? '');
      if (rest !== '') write(lineOf(index, rest));
    },
    say: (line) => {
      endLine();
      terminal.write(`${line}\n`);
    },
  };
};

/** A reporter whose lines stand between those of the runs. */
export const amongOutput = (
  reporter: (write: (text: string) => void) => Reporter,
  output: LiveOutput,
): Reporter => {
  const inner = reporter((text) => output.say(text.replace(/\n$/, '')));
  return {
    ...inner,
    hear: (event) => {
      if (event.type === 'ended') output.ended(event.run.index);
      inner.hear(event);
    },
  };
};
