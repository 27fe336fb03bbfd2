import { expect, test } from 'vitest';
import { wishText } from './wish-text.ts';

const said = { time: 0, by: 'ann@lab' };

test('who wishes for something to happen to runs is told with the runs', () => {
  expect(
    wishText({
      ...said,
      event: 'retry',
      runs: [
        { run: 3, attempt: 2 },
        { run: 5, attempt: 2 },
      ],
    }),
  ).toBe('ann@lab wants #3, #5 tried again.');
  expect(wishText({ ...said, event: 'cancel', runs: [4] })).toBe('ann@lab cancelled #4.');
  expect(wishText({ ...said, event: 'cancel', runs: 'all' })).toBe('ann@lab cancelled everything.');
});
