import { createInterface } from 'node:readline';
import { nodeHost } from '@mrunner/dispatcher';
import type { Cli, InterruptSignal, Terminal } from './cli.ts';
import { typedKeys } from './typed-keys.ts';

const interruptSignals: readonly InterruptSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The real thing: this process, its terminal, this machine. */
export const processCli = (version: string): Cli => {
  let listeners = 0;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // EIO: the terminal is gone.
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
      // Whoever read has enough (`mrun results | head`). A sweep that is being run goes on unseen.
      if (listeners === 0) process.exit();
    });
  }
  return {
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    stdout: terminalOf(process.stdout),
    stderr: terminalOf(process.stderr),
    stdin: { isTerminal: process.stdin.isTTY === true, line: typedLine, keys: typedKeys },
    onInterrupt: (listener) => {
      listeners++;
      for (const signal of interruptSignals) process.on(signal, listener);
      return () => {
        listeners--;
        for (const signal of interruptSignals) process.off(signal, listener);
      };
    },
    host: nodeHost(),
    version,
  };
};

const terminalOf = (stream: NodeJS.WriteStream): Terminal => ({
  write: (text) => {
    stream.write(text);
  },
  drained: () =>
    new Promise((resolve) => {
      if (stream.writableNeedDrain) stream.once('drain', resolve);
      else resolve();
    }),
  isTerminal: stream.isTTY === true,
  get columns() {
    return stream.isTTY === true ? stream.columns || 80 : 80;
  },
});

const typedLine = (): Promise<string | undefined> =>
  new Promise((resolve) => {
    const reader = createInterface({ input: process.stdin });
    reader.once('line', (line) => {
      resolve(line);
      reader.close();
    });
    reader.once('close', () => resolve(undefined));
  });
