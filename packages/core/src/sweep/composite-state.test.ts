import { expect, test } from 'vitest';
import { compositeState } from './composite-state.ts';
import type { RunState } from './run-state.ts';

test.each<[string, RunState]>([
  ['planned planned', 'planned'],
  ['succeeded succeeded', 'succeeded'],
  ['succeeded running', 'running'],
  ['failed running', 'running'],
  ['failed pending', 'pending'],
  ['succeeded planned', 'pending'],
  ['failed planned', 'failed'],
  ['failed cancelled', 'failed'],
  ['unknown failed', 'unknown'],
  ['succeeded cancelled', 'cancelled'],
  ['succeeded failed', 'failed'],
])('members that are %s make a composite that is %s', (members, expected) => {
  const states = members.split(' ') as RunState[];
  expect(compositeState(states)).toBe(expected);
  expect(compositeState(states.toReversed())).toBe(expected);
});
