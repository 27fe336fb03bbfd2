import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchToken, isTaskSlot, isToken, launcherOfToken, parseSlot, taskSlot } from './token.ts';

const anyToken = fc
  .record({
    words: fc.constantFrom('brave-otter', 'big-2-1', 'x'),
    launcher: fc.stringMatching(/^[a-z0-9]{5}$/),
    n: fc.nat(),
  })
  .map(({ words, launcher, n }) => ({
    token: batchToken(`20261122-1607-${words}`, launcher, n),
    launcher,
  }));

test('a token names the sweep, the launcher and which of its batches', () => {
  expect(batchToken('20261122-1607-brave-otter', 'k3j9x', 0)).toBe('mr-brave-otter-k3j9x-0');
});

test('what the name of a slot says is read back', () => {
  const slots = fc.record({
    of: anyToken,
    task: fc.nat(),
    slot: fc.option(fc.nat(9), { nil: undefined }),
    restarts: fc.nat(3),
  });
  fc.assert(
    fc.property(slots, ({ of: { token, launcher }, task, slot, restarts }) => {
      const place = { ...(slot !== undefined && { slot }), restarts };
      expect(parseSlot(taskSlot(token, task, place))).toEqual({ token, task, ...place });
      expect(launcherOfToken(token)).toBe(launcher);
      expect(isToken(token)).toBe(true);
      expect(isTaskSlot(taskSlot(token, task))).toBe(true);
    }),
  );
});

test('slots of launchers, tokens and other names are no slots of tasks', () => {
  for (const name of ['k3j9x-0', 'mr-brave-otter-k3j9x-0', 'mr-', 'my-job-1-2', '']) {
    expect(parseSlot(name)).toBeUndefined();
  }
  expect(isTaskSlot('k3j9x-0')).toBe(false);
  expect(isToken('mrs-brave-otter-k3j9x-0')).toBe(false);
});
