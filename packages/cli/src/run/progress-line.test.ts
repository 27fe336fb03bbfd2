import { expect, test } from 'vitest';
import { coloursFor } from '../output/colours.ts';
import { progressLine } from './progress-line.ts';

const plain = coloursFor(
  { write: () => {}, drained: async () => {}, isTerminal: false, columns: 80 },
  {},
);
const none = { planned: 0, pending: 0, running: 0, failed: 0, cancelled: 0, unknown: 0 };

test('how long the rest takes is told from what this launch did, not from what was done before it', () => {
  const counts = { ...none, planned: 8, running: 1, succeeded: 91 };
  const at = { counts, total: 100, elapsed: 10_000 };
  expect(progressLine({ ...at, before: 90 }, 80, plain)).toMatch(
    / 91\/100 {3}1 running {3}1:30 left$/,
  );
  expect(progressLine({ ...at, before: 91 }, 80, plain)).toMatch(/ 91\/100 {3}1 running$/);
});
