import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Capacity, type Demand, demandOf, fitsBeside } from './capacity.ts';

const one: Demand = { cpu: 1, mem: 0 };
const four = [one, one, one, one];

test.each([
  [2, 1, 1, true],
  [2, 2, 1, false],
  [2, 1, 2, false],
  [2, 0, 3, true],
  [2, 1, 3, false],
])('of %d slots %d are taken: %d more fit: %s', (parallel, taken, size, expected) => {
  const capacity: Capacity = { parallel, cpu: 1, mem: 1 };
  expect(fitsBeside(four.slice(0, size), four.slice(0, taken), capacity)).toBe(expected);
});

test('a number of slots asks neither for processors nor for memory', () => {
  const large = demandOf({ cpu: 64, mem: 1 << 20 });
  expect(fitsBeside([large], [large], { parallel: 2, cpu: 1, mem: 1 })).toBe(true);
});

const demand = fc.record({ cpu: fc.integer({ min: 1, max: 8 }), mem: fc.nat(4096) });

test('auto never takes more processors or memory than there are, but for what runs alone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(demand, { minLength: 1, maxLength: 3 })),
      fc.integer({ min: 1, max: 16 }),
      fc.nat(8192),
      (groups, cpu, mem) => {
        const goingOn: Demand[] = [];
        for (const group of groups) {
          const isAlone = goingOn.length === 0;
          const fits = fitsBeside(group, goingOn, { parallel: 'auto', cpu, mem });
          const all = [...goingOn, ...group];
          const isEnough =
            all.reduce((sum, it) => sum + it.cpu, 0) <= cpu &&
            all.reduce((sum, it) => sum + it.mem, 0) <= mem;
          expect(fits).toBe(isAlone || isEnough);
          if (fits) goingOn.push(...group);
        }
      },
    ),
  );
});

test('a run that does not say takes one processor', () => {
  expect(demandOf({})).toEqual({ cpu: 1, mem: 0 });
  expect(demandOf({ cpu: 4, mem: 512 })).toEqual({ cpu: 4, mem: 512 });
});
