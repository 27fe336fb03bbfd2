import { argumentText } from '../values/argument-text.ts';
import type { Parameters } from '../values/value.ts';

/**
 * What tells a run from the others of its sweep: the parameters that vary, in the spec's order.
 *
 * @example runLabel({ lr: 0.1, seed: 2, epochs: 5 }, ['lr', 'seed']) // 'lr=0.1 seed=2'
 */
export const runLabel = (parameters: Parameters, varying: readonly string[]): string =>
  varying
    .flatMap((name) => {
      const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
      return value === undefined ? [] : [`${name}=${argumentText(value)}`];
    })
    .join(' ');
