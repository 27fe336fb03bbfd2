import { readFileSync } from 'node:fs';

/** Keys that are typed on standard input, one by one. Undefined when there is no terminal that would give them. */
export const typedKeys = (pressed: (key: string) => void): (() => void) | undefined => {
  const { stdin } = process;
  if (stdin.isTTY !== true || !isInForeground()) return undefined;
  const hear = (chunk: Buffer): void => {
    for (const key of chunk.toString('latin1')) pressed(key);
  };
  const restore = (): void => {
    stdin.setRawMode(false);
  };
  stdin.setRawMode(true);
  // Whatever ends this process, the shell gets its terminal back.
  process.once('exit', restore);
  stdin.on('data', hear);
  stdin.resume();
  return () => {
    process.off('exit', restore);
    stdin.off('data', hear);
    restore();
    stdin.pause();
  };
};

/** A job in the background of a shell is stopped when it touches the terminal. Where that can't be told, it is presumed not to be one. */
const isInForeground = (): boolean => {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const [, , group, , , terminalGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === terminalGroup;
  } catch {
    return true;
  }
};
