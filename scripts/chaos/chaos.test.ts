import { expect, test } from 'vitest';
import { chaosPlan } from './chaos-plan.ts';
import { chaosSeed } from './chaos-seed.ts';

test('a seed says all that is done', () => {
  const plan = (seed: number) => chaosPlan(seed, 50, ({ life, code }) => [`${life}`, `${code}`]);
  expect(plan(7)).toEqual(plan(7));
  expect(plan(7)).not.toEqual(plan(8));
});

// More of them: pnpm chaos --seeds 200
test.each([1, 2, 3, 4])(
  'chaos of seed %i: nothing is lost, doubled or lied about',
  { timeout: 300_000 },
  async (seed) => {
    const { wrong, story } = await chaosSeed(seed, 120);
    expect(wrong, story.join('\n')).toEqual([]);
  },
);
