import { runMain } from 'mrunner/testing';
import { expect, test } from 'vitest';
import { learn } from './learn.ts';
import { Params } from './params.ts';

test('the network learns: its loss falls, and it knows most birds that it has not seen', async () => {
  using run = await runMain(Params, learn, { params: { lr: 0.1, seed: 0 } });
  expect(run.exitCode).toBe(0);
  expect(run.result?.accuracy).toBeGreaterThan(0.95);
  const losses = run.channels.loss?.map(({ y }) => Number(y)) ?? [];
  expect(losses).toHaveLength(50);
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 4);
});

test('a seed gives the same run again, and another seed another one', async () => {
  using first = await runMain(Params, learn, { params: { lr: 0.1, seed: 1 } });
  using again = await runMain(Params, learn, { params: { lr: 0.1, seed: 1 } });
  using other = await runMain(Params, learn, { params: { lr: 0.1, seed: 2 } });
  expect(again.channels).toEqual(first.channels);
  expect(other.channels).not.toEqual(first.channels);
});

test('a learning rate of 0 is refused before anything is computed', async () => {
  using run = await runMain(Params, learn, { params: { lr: 0, seed: 0 } });
  expect(run.exitCode).toBe(2);
  expect(String(run.error)).toContain('lr');
});
