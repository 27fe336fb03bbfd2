import { expect, test } from 'vitest';
import { typedAgain } from './typed-again.ts';

test.each([
  ['plan spec.ts --limit 3', 'mrun run spec.ts --limit 3'],
  ['run spec.ts -n --json', 'mrun run spec.ts'],
  ['--json plan a.ts -- -n x', 'mrun run a.ts -- -n x'],
])('mrun %s, run: %s', (typed, again) => {
  expect(typedAgain({ argv: typed.split(' '), env: {} }, 'run')).toBe(again);
});

test('quotes what a shell would take apart, and under npx says npx', () => {
  const argv = ['plan', 'my spec.ts', '--set', "a=it's"];
  expect(typedAgain({ argv, env: { npm_command: 'exec' } }, 'run')).toBe(
    `npx mrun run 'my spec.ts' --set 'a=it'\\''s'`,
  );
});
