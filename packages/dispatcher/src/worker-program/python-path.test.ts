import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pythonPathText, pythonPathValue } from './python-path.ts';

const entry = fc
  .string({ minLength: 1, unit: fc.constantFrom(...'/ab \'"$`\\*;') })
  .map((text) => `/${text}`);
const entries = fc.array(entry, { maxLength: 2 });
const value = fc.option(entries.map((paths) => paths.join(':')));

test('the shell gives what stands there, framed, and never an empty entry', () => {
  fc.assert(
    fc.property(entries, entries, value, value, (first, last, there, said) => {
      const text = pythonPathText({ first, last }, said ?? undefined);
      const whole = pythonPathValue({ first, last }, said ?? there ?? undefined);
      if (text === undefined) {
        expect([...first, ...last]).toEqual([]);
        return;
      }
      const env = there === null ? {} : { PYTHONPATH: there };
      const script = `PYTHONPATH=${text}; printf %s "$PYTHONPATH"`;
      expect(execFileSync('/bin/sh', ['-uc', script], { env, encoding: 'utf8' })).toBe(whole);
      const parts = [said ?? there ?? ''].filter((it) => it !== '');
      expect(whole).toBe([...first, ...parts, ...last].join(':'));
    }),
    { numRuns: 60 },
  );
});
