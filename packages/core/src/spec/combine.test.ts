import { expect, test } from 'vitest';
import { range } from './axis.ts';
import { grid, zip } from './combine.ts';

test('grid gives every combination, the last key fastest', () => {
  expect([...grid({ lr: [0.1, 0.2], seed: range(2) })]).toEqual([
    { lr: 0.1, seed: 0 },
    { lr: 0.1, seed: 1 },
    { lr: 0.2, seed: 0 },
    { lr: 0.2, seed: 1 },
  ]);
});

test('grid with an empty list gives nothing, and without lists one empty combination', () => {
  expect([...grid({ lr: [], seed: [1] })]).toEqual([]);
  expect([...grid({})]).toEqual([{}]);
});

test('grid is lazy', () => {
  const [first] = grid({ a: range(1000), b: range(1000), c: range(1000) });
  expect(first).toEqual({ a: 0, b: 0, c: 0 });
});

test('zip walks the lists together', () => {
  expect([...zip({ width: [8, 16], depth: [4, 2] })]).toEqual([
    { width: 8, depth: 4 },
    { width: 16, depth: 2 },
  ]);
});

test('zip says which list ended first', () => {
  expect(() => [...zip({ width: [8, 16], depth: [4] })]).toThrow('zip: depth ended after 1 values');
});
