import type { Parameters } from '@mrunner/core';
import { valueText } from './cell-text.ts';

/**
 * A run as people tell it from the others of its sweep: the parameters that vary, on one line. Long values are cut.
 *
 * @example labelText({ lr: 0.1, note: '', epochs: 5 }, ['lr', 'note']) // 'lr=0.1 note=""'
 */
export const labelText = (parameters: Parameters, varying: readonly string[]): string =>
  varying
    .flatMap((name) => {
      const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
      return value === undefined ? [] : [`${name}=${valueText(value, longest)}`];
    })
    .join(' ');

const longest = 40;
