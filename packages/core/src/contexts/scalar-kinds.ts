import { didYouMean } from '../problems/did-you-mean.ts';
import { ok } from '../problems/problem.ts';
import { type DurationRules, parseDuration, timeText } from '../resources/duration.ts';
import { parseWholeNumber } from '../resources/whole-number.ts';
import { gpuChoice } from '../slots/gpu-names.ts';
import { scalarText } from './given.ts';
import { type KeyKind, type PathRule, positioned, refuse } from './key-kind.ts';

/** Text of some form; numbers and booleans count as the text they are written as. NUL is in no text. */
const textLike = (expected: string, form: RegExp): KeyKind<string> => ({
  expected,
  parse: (given) => {
    const text = scalarText(given);
    return text !== undefined && !text.includes('\0') && form.test(text)
      ? ok(text)
      : refuse(given, expected);
  },
  text: String,
});

export const text = textLike('text', /\S/);

export const anyText = textLike('text', /^/);

/** What a shell can export. */
export const variableName = textLike('the name of an environment variable', /^[A-Za-z_]\w*$/);

/** With a `-` in front it would be an option of ssh. */
export const host = textLike('a host such as me@login.hpc', /^[^-\s]\S*$/);

const gpusExpected = 'auto, or GPUs such as 0,2-5';

/** GPUs by number, range of numbers or id, also as a list; as text they are joined by commas. */
export const gpuList: KeyKind<string> = {
  expected: gpusExpected,
  parse: (given) => {
    const words = Array.isArray(given.value) ? given.value.map(scalarWord) : [scalarText(given)];
    const text = words.includes(undefined) ? undefined : words.join(',');
    const choice = gpuChoice(text ?? '');
    if (text !== undefined && choice.ok) return ok(text);
    const details = text === undefined || choice.ok ? [] : choice.problems.map((it) => it.message);
    return refuse(given, gpusExpected, details.length > 0 ? { details } : {});
  },
  text: String,
};

const scalarWord = (item: unknown): string | undefined =>
  typeof item === 'string' || typeof item === 'number' ? String(item) : undefined;

/** The words of YAML 1.1 too: old files have them. */
const booleans = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  ['yes', true],
  ['on', true],
  [false, false],
  ['false', false],
  ['no', false],
  ['off', false],
]);

export const yesOrNo: KeyKind<boolean> = {
  expected: 'true or false',
  parse: (given) => {
    const { value } = given;
    const parsed = booleans.get(typeof value === 'string' ? value.toLowerCase() : value);
    return parsed === undefined ? refuse(given, yesOrNo.expected) : ok(parsed);
  },
  text: String,
};

export const wholeNumber = (least: 0 | 1): KeyKind<number> => ({
  expected: least === 0 ? 'a whole number, 0 or more' : 'a whole number above 0',
  parse: (given) => positioned(given, parseWholeNumber(given.value, given.path, least)),
  text: String,
});

export const oneOf = <const W extends string>(words: readonly W[]): KeyKind<W> => ({
  expected: [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' or '),
  parse: (given) => {
    const word = words.find((name) => name === given.value);
    if (word !== undefined) return ok(word);
    const suggestion = typeof given.value === 'string' && didYouMean(given.value, words);
    return refuse(given, oneOf(words).expected, suggestion ? { suggestion } : {});
  },
  text: String,
});

/** One of some words, or a number above 0. */
export const wordOrNumber = <const W extends string>(
  ...words: readonly W[]
): KeyKind<W | number> => ({
  expected: `${words.join(', ')} or a whole number above 0`,
  parse: (given) => {
    const word = words.find((name) => name === given.value);
    const number = parseWholeNumber(given.value, given.path, 1);
    if (word === undefined && !number.ok) return refuse(given, wordOrNumber(...words).expected);
    return word === undefined ? number : ok(word);
  },
  text: String,
});

/** A time in seconds. */
export const duration = (rules: DurationRules): KeyKind<number> => ({
  expected: rules.bare === 'seconds' ? 'a time such as 30s or 2m' : 'a time such as 90m or 1:30:00',
  parse: (given) => positioned(given, parseDuration(given.value, given.path, rules)),
  text: (seconds) => (seconds < 60 ? `${seconds}s` : timeText(seconds)),
});

/** A path; `~name` is refused, since only a shell knows where it is. */
export const pathTo = (place: PathRule<string>['place']): KeyKind<string> => ({
  ...text,
  expected: 'a path',
  parse: (given) => {
    const parsed = text.parse(given);
    if (!parsed.ok) return refuse(given, 'a path');
    if (!/^~[^/]/.test(parsed.value)) return parsed;
    return refuse(given, 'a path', { details: ['write ~/ for your own home, or the whole path'] });
  },
  paths: { place, resolve: (path, absolute) => absolute(path) },
});

/** A path when there is a slash in it, such as `./env/bin/python`; else a name. URLs are neither made absolute. */
export const nameOrPath: KeyKind<string> = {
  ...text,
  expected: 'a name or a path',
  paths: {
    place: 'there',
    resolve: (name, absolute) =>
      name.includes('/') && !name.includes('://') ? absolute(name) : name,
  },
};

/** An image by name or path; with options before it (`--nv -B /data img.sif`) it is words for a shell, left as they are. */
export const imageWithOptions: KeyKind<string> = {
  ...nameOrPath,
  expected: 'a name or a path, with options before it',
  paths: {
    place: 'there',
    resolve: (words, absolute) =>
      /\s/.test(words.trim()) ? words : (nameOrPath.paths?.resolve(words, absolute) ?? words),
  },
};
