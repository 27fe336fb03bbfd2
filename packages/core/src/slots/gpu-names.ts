import { fail, ok, type Result } from '../problems/problem.ts';

/** Which GPUs runs may use: those of these names, or whatever the machine has free. */
export type GpuChoice = readonly string[] | 'auto';

const mostInRange = 1024;

/**
 * Reads a list of GPUs: `auto`, numbers, ranges of numbers, or ids, separated by commas. The problem's text says what is
 * wrong with it.
 *
 * @example gpuChoice('0,2-4') // ok: ['0', '2', '3', '4']
 */
export function gpuChoice(text: string): Result<GpuChoice> {
  if (text === 'auto') return ok('auto');
  const names: string[] = [];
  for (const part of text.split(',').map((it) => it.trim())) {
    const named = namesOf(part);
    if (typeof named === 'string') return fail(wrong(named));
    names.push(...named);
  }
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  return twice === undefined ? ok(names) : fail(wrong(`${twice} is named twice`));
}

/** Names as they are read back, runs of numbers as ranges: `0,2-4`. */
export function gpuNamesText(names: readonly string[]): string {
  const parts: { first: string; last: string }[] = [];
  for (const name of names) {
    const before = parts.at(-1);
    const follows = isNumber(name) && before !== undefined && isNumber(before.last);
    if (follows && Number(before.last) + 1 === Number(name)) before.last = name;
    else parts.push({ first: name, last: name });
  }
  return parts.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(',');
}

/** The names of one part, or what is wrong with it. */
function namesOf(part: string): readonly string[] | string {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(part) ?? [];
  if (first === undefined || last === undefined) {
    if (isNumber(part)) return [String(Number(part))];
    return /^\w[\w-]*$/.test(part) ? [part] : `${part || 'nothing'} names no GPU`;
  }
  const length = Number(last) - Number(first) + 1;
  if (length < 1) return `${part} ends before it begins`;
  if (length > mostInRange) return `${part} are more than ${mostInRange}`;
  return Array.from({ length }, (_, position) => String(Number(first) + position));
}

const isNumber = (text: string): boolean => /^\d+$/.test(text);

const wrong = (message: string) => ({ kind: 'value', path: 'gpus', message }) as const;
