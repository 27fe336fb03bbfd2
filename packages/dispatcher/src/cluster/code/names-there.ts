import { shellQuote } from '@mrunner/core';
import type { PlaceAnswer } from '../../place/place.ts';
import type { FarNames } from './bring-code.ts';

const part = 'names-there';

/** Text of a program that tells what of code and Python lies there. */
export const namesProgram = (own: string): string =>
  `mrunner_part ${part}
ls -1 ${shellQuote(`${own}/code`)} ${shellQuote(`${own}/python`)} 2>/dev/null || :`;

/** Reads what `namesProgram` told. */
export const readNames = ({
  parts,
}: Pick<Extract<PlaceAnswer, { kind: 'done' }>, 'parts'>): FarNames =>
  new Set((parts.get(part)?.toString() ?? '').split('\n').filter((line) => line !== ''));
