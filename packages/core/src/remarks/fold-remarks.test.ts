import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldRemarks } from './fold-remarks.ts';
import { parseRemark, type Remark } from './remark.ts';

let count = 0;
const remark = (said: Partial<Remark>): Remark => {
  count++;
  return { id: String(count), time: count, by: 'ann@lab', ...said };
};

describe('what was said of a sweep', () => {
  test('keeps the number of each note, also when others are withdrawn', () => {
    const first = remark({ note: 'first' });
    const second = remark({ note: 'second', runs: [[3, 3]] });
    const { notes, run, sweep } = foldRemarks([second, first, remark({ withdrawn: [first.id] })]);
    expect(notes.map(({ number, text }) => [number, text])).toEqual([[2, 'second']]);
    expect(sweep.notes).toEqual([]);
    expect(run(3).notes).toMatchObject([{ text: 'second' }]);
    expect(run(4).notes).toEqual([]);
  });

  test('adds tags to those given and takes some away, for the sweep first and then for the run', () => {
    const folded = foldRemarks([
      remark({ addedTags: ['paper'], removedTags: ['demo'] }),
      remark({ addedTags: ['best', 'demo'], removedTags: ['paper'], runs: [[2, 4]] }),
    ]);
    expect(folded.sweep.tags(['demo', 'gpu'])).toEqual(['gpu', 'paper']);
    expect(folded.run(3).tags(['demo', 'gpu'])).toEqual(['gpu', 'best', 'demo']);
    expect(folded.run(5).tags(['demo'])).toEqual(['paper']);
    expect(folded.runTags).toEqual([
      { tag: 'best', runs: [[2, 4]] },
      { tag: 'demo', runs: [[2, 4]] },
    ]);
  });

  test('of pins the later one counts, and a pinned run pins its sweep', () => {
    const pin = remark({ pinned: true });
    const unpin = remark({ pinned: false });
    expect(foldRemarks([unpin, pin]).pinned).toBe(false);
    const ofRun = remark({ pinned: true, runs: [[0, 1]] });
    const folded = foldRemarks([pin, unpin, ofRun, remark({ pinned: false, runs: [[0, 0]] })]);
    expect([folded.sweep.pinned, folded.run(0).pinned, folded.run(1).pinned]).toEqual([
      false,
      false,
      true,
    ]);
    expect(folded.pinned).toBe(true);
  });

  test('does not depend on the order in which remarks are read', () => {
    const tag = fc.constantFrom('a', 'b');
    const range = fc.tuple(fc.nat(3), fc.nat(3)).map(([first, more]) => [first, first + more]);
    const said = fc.record(
      {
        runs: fc.array(range as fc.Arbitrary<[number, number]>, { minLength: 1, maxLength: 2 }),
        note: fc.string(),
        addedTags: fc.array(tag),
        removedTags: fc.array(tag),
        pinned: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    const shuffled = fc
      .array(said, { maxLength: 6 })
      .map((all) => all.map(remark))
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      );
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        const [a, b] = [foldRemarks(all), foldRemarks(other)];
        expect(b.notes).toEqual(a.notes);
        expect(b.runTags).toEqual(a.runTags);
        for (let index = 0; index < 8; index++) {
          expect(b.run(index).tags(['a'])).toEqual(a.run(index).tags(['a']));
          expect(a.pinned || !a.run(index).pinned).toBe(true);
          // Whoever looks for a tag by `runTags` finds the runs that have it.
          for (const tagged of a.run(index).tags([])) {
            const listed = a.runTags.find((each) => each.tag === tagged)?.runs ?? [];
            const isListed = listed.some(([first, last]) => first <= index && index <= last);
            expect(isListed || a.sweep.tags([]).includes(tagged)).toBe(true);
          }
        }
      }),
    );
  });
});

test('a file of remarks/ is read back as it was written, and what is no remark is left out', () => {
  const said = { time: 5, by: 'ann@lab', note: 'a "b"\n', runs: [[1, 2]], pinned: true };
  expect(parseRemark('x', JSON.stringify(said))).toEqual({ id: 'x', ...said });
  for (const text of ['', '{', '[]', 'null', '{"time":"x","by":"ann"}']) {
    expect(parseRemark('x', text)).toBe(undefined);
  }
  expect(parseRemark('x', '{"time":5,"by":"ann","note":"n","runs":"all"}')).toBe(undefined);
});
