import type { FlagStyle } from '../experiments/experiment.ts';
import { argumentText } from '../values/argument-text.ts';
import type { Value } from '../values/value.ts';
import { isList, isMap } from '../values/value-kind.ts';
import type { Leaf } from './nested-parameters.ts';

/**
 * The words that give one parameter to a program that takes flags. Values are joined by `=`, for in a word of their own
 * `-1e-5` and `-x` would be taken for options. An empty map has no words.
 *
 * @example flagWords(['lr', 0.1], defaultFlagStyle)     // ['--lr=0.1']
 * @example flagWords(['xs', [1, 2]], defaultFlagStyle)  // ['--xs', '1', '2']
 */
export const flagWords = ([name, value]: Leaf, style: FlagStyle): string[] => {
  const option = flagName(name, style);
  if (value === null && style.null === 'omit') return [];
  if (typeof value === 'boolean') return booleanWords(option, value, style);
  if (isList(value)) return listWords(option, value, style);
  if (isMap(value)) return [];
  return [`${option}=${argumentText(value)}`];
};

/** The option of a parameter, with its dashes. */
export const flagName = (name: string, style: FlagStyle): string =>
  `--${style.names === 'kebab' ? name.replaceAll('_', '-') : name}`;

const booleanWords = (option: string, value: boolean, style: FlagStyle): string[] => {
  switch (style.booleans) {
    case 'switch':
      return value ? [option] : [];
    case 'no-prefix':
      return [value ? option : `--no-${option.slice('--'.length)}`];
    case 'value':
      return [`${option}=${value}`];
  }
};

const listWords = (option: string, values: readonly Value[], style: FlagStyle): string[] => {
  const texts = values.map(argumentText);
  switch (style.lists) {
    case 'spread':
      return [option, ...texts];
    case 'repeat':
      return texts.map((text) => `${option}=${text}`);
    case 'comma':
      return [`${option}=${texts.join(',')}`];
  }
};
