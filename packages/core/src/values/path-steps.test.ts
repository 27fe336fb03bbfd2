import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pathSteps } from './path-steps.ts';
import { indexPath, keyPath } from './path-text.ts';

test('reads back any path that keyPath and indexPath write', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(), fc.string({ unit: 'binary' }))), (steps) => {
      const text = steps.reduce<string>(
        (path, step) => (typeof step === 'number' ? indexPath(path, step) : keyPath(path, step)),
        '',
      );
      expect(pathSteps(text)).toEqual(steps);
    }),
  );
});

test('is undefined for what is no path', () => {
  expect(pathSteps('--set lr')).toBeUndefined();
});
