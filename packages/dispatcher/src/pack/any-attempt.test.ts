import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyAttempt, quoteAnyAttempt } from './any-attempt.ts';

const part = fc
  .oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom(...'12\'"$`\\ \n{}') }))
  .map((it) => it.replaceAll('\0', ''));

test('a text with the number of the attempt in it is right at each attempt', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.nat(), (parts, attempt) => {
      const at = (number: number): string => parts.join(String(number));
      const script = `mrunner_attempt=${attempt}; printf %s ${quoteAnyAttempt(anyAttempt(at(1), at(2)))}`;
      expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(at(attempt));
    }),
    { numRuns: 60 },
  );
});
