import fc from 'fast-check';
import type { SweepEvent } from '../src/sweep/event.ts';

const run = fc.integer({ min: 0, max: 2 });
const attempt = fc.integer({ min: 1, max: 2 });
const time = fc.integer({ min: 1000, max: 1010 });
const slot = fc.constantFrom('L-0', 'L-1', 'M-0');
const text = fc.constantFrom('a', 'b');
const token = fc.constantFrom('mr-brave-otter-L-0', 'mr-brave-otter-M-0');
const taskSlotOf = fc
  .record({
    token,
    task: fc.nat(1),
    place: fc.constantFrom('', '.0', '.1'),
    life: fc.constantFrom('', '.r1'),
  })
  .map(({ token, task, place, life }) => `${token}-${task}${place}${life}`);
const lifeSlot = taskSlotOf.map((slot) => slot.replace(/\.\d/, ''));
const anyBatch = fc
  .record(
    {
      event: fc.constant('batch' as const),
      time,
      token,
      context: text,
      runs: fc.array(fc.tuple(run, attempt), { maxLength: 2 }),
      tasks: fc.integer({ min: 1, max: 2 }),
      packed: fc.constant(true as const),
    },
    { requiredKeys: ['event', 'time', 'token', 'context', 'runs', 'tasks'] },
  )
  .map((batch) => (batch.packed ? batch : { ...batch, tasks: batch.runs.length }));

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
  fc.record({ event: fc.constant('start' as const), run, attempt, time, slot: taskSlotOf }),
  fc.record({
    event: fc.constant('worker' as const),
    time,
    slot: taskSlotOf,
    host: fc.constant('n1'),
    boot: fc.constant('b'),
    pid: fc.constant(9),
    started: fc.constant('1'),
  }),
  anyBatch,
  fc.record({ event: fc.constant('submitted' as const), time, token, job: fc.constant('7') }),
  fc.record({
    event: fc.constant('unsubmitted' as const),
    time,
    token,
    why: fc.constantFrom('full', 'refused', 'lost'),
    text,
  }),
  fc.record(
    {
      event: fc.constant('job-ended' as const),
      time,
      slot: lifeSlot,
      state: fc.constantFrom('COMPLETED', 'FAILED', 'TIMEOUT', 'CANCELLED', 'NODE_FAIL', 'ODD'),
      code: fc.constantFrom('0:0', '3:0', '0:53'),
      again: fc.constant(true as const),
    },
    { requiredKeys: ['event', 'time', 'slot', 'state'] },
  ),
  fc.record({
    event: fc.constant('update' as const),
    time,
    by: text,
    parallel: fc.integer({ min: 1, max: 3 }),
  }),
);
