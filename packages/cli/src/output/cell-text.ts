import { argumentText, type Value } from '@mrunner/core';
import { cutText } from './table.ts';

const longest = 24;

/** A parameter or result in a table: one line, no longer than a glance. */
export const cellText = (value: Value | undefined): string =>
  value === undefined ? '' : valueText(value, longest);

/** A value on one line of at most so many characters. An empty text is `""`, since nothing would not be seen. */
export const valueText = (value: Value, columns: number): string =>
  value === '' ? '""' : cutText(oneLine(argumentText(value)), columns);

/** A text without what would break a line or move the cursor. */
export const oneLine = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the terminal
  text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => escapes[character] ?? '�');

const escapes: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
