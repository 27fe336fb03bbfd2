import fc from 'fast-check';
import type { SweepEvent } from '../src/sweep/event.ts';

const run = fc.integer({ min: 0, max: 2 });
const attempt = fc.integer({ min: 1, max: 2 });
const time = fc.integer({ min: 1000, max: 1010 });
const slot = fc.constantFrom('L-0', 'L-1', 'M-0');
const text = fc.constantFrom('a', 'b');
/** Any event of a few runs, slots and moments, so that they meet. */
export const anyEvent: fc.Arbitrary<SweepEvent> = fc.oneof(
  fc.record({ event: fc.constant('handed' as const), time, run, attempt, slot }),
  fc.record({ event: fc.constant('start' as const), run, attempt, time }),
  fc.record({ event: fc.constant('exit' as const), run, attempt, time, code: fc.nat(255) }),
  fc.record({ event: fc.constant('launch-failed' as const), run, attempt, text }),
  fc.record({ event: fc.constant('ended' as const), time, run, attempt, text }),
  fc.record({ event: fc.constant('again' as const), time, run, attempt }),
  fc.record({
    event: fc.constant('stop' as const),
    time,
    run,
    attempt,
    cause: fc.constantFrom('cancelled', 'timeout', 'interrupted', 'sibling-failed'),
  }),
  fc.record({
    event: fc.constant('cancel' as const),
    time,
    by: text,
    runs: fc.oneof(fc.constant('all' as const), fc.array(run, { maxLength: 2 })),
  }),
  fc.record({
    event: fc.constant('retry' as const),
    time,
    by: text,
    runs: fc.array(fc.record({ run, attempt }), { maxLength: 2 }),
    code: text,
  }),
  fc.record({
    event: fc.constant('update' as const),
    time,
    by: text,
    parallel: fc.integer({ min: 1, max: 3 }),
  }),
);
