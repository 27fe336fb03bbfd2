import type { Value } from './value.ts';
import { kindOf, toDouble } from './value-kind.ts';

/**
 * The values of one axis, of one kind where they are numbers: when any is a double, the ints among them become doubles.
 * Everything else stays, also numbers inside of lists and maps.
 *
 * @example unifyNumbers([1, 0.5, 'auto']) // [new Double(1), 0.5, 'auto']
 */
export const unifyNumbers = (values: readonly Value[]): Value[] => {
  if (!values.some((value) => kindOf(value) === 'double')) return [...values];
  return values.map((value) =>
    typeof value === 'number' || typeof value === 'bigint' ? toDouble(Number(value)) : value,
  );
};
