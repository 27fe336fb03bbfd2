import { contextKey } from '../context-keys.ts';
import type { Setting } from '../setting.ts';

/**
 * A setting of a flag as a file is to hold it: what is a number, a boolean or a list as such, the rest as it was typed.
 *
 * @param inFile how a path on this machine that was typed is written in the file
 */
export const writtenValue = (
  { name, entry, value, given }: Setting,
  inFile: (path: string) => string,
  remote: boolean,
): unknown => {
  const { kind } = contextKey(name);
  if (entry !== undefined) return String(value);
  if (kind.paths !== undefined && !(remote && kind.paths.place === 'there')) {
    return kind.paths.resolve(value, inFile);
  }
  if (Array.isArray(value) || typeof value === 'boolean') return value;
  const text = String(given.value);
  return /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
};
