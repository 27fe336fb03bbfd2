import type { Condition } from './condition.ts';
import { holds, type Lookup } from './holds.ts';

/**
 * Whether a condition holds as far as some names tell: undefined when that depends on the others.
 *
 * @param isKnown the names that `lookup` answers for
 */
export const mayHold = (
  condition: Condition,
  isKnown: (name: string) => boolean,
  lookup: Lookup,
): boolean | undefined => {
  switch (condition.type) {
    case 'comparison':
      return isKnown(condition.name) ? holds(condition, lookup) : undefined;
    case 'not': {
      const inner = mayHold(condition.condition, isKnown, lookup);
      return inner === undefined ? undefined : !inner;
    }
    default: {
      const decisive = condition.type === 'or';
      const left = mayHold(condition.left, isKnown, lookup);
      const right = mayHold(condition.right, isKnown, lookup);
      if (left === decisive || right === decisive) return decisive;
      return left === undefined || right === undefined ? undefined : !decisive;
    }
  }
};
