import type { Readable } from 'node:stream';

/** The lines of a stream, ended by `\n` alone: other separators may stand in texts. An unfinished last line is left out. */
export async function* textLines(stream: Readable): AsyncGenerator<string> {
  stream.setEncoding('utf8');
  let rest = '';
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
