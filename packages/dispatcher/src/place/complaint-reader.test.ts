import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newMark } from './answer-frame.ts';
import { complaintReader } from './complaint-reader.ts';

const mark = newMark(() => 0.3);

const anyText = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.nat(mark.length).map((length) => mark.slice(0, length)),
    ),
  )
  .map((pieces) => pieces.join(''))
  .filter((text) => !text.includes(mark));

test('what a program complains about is told from what is said around it, in whatever pieces', () => {
  fc.assert(
    fc.property(
      anyText,
      anyText,
      anyText,
      fc.integer({ min: 1, max: 40 }),
      (before, said, after, size) => {
        let heard = '';
        const reader = complaintReader(mark, (text) => {
          heard += text;
        });
        const whole = `${before}${mark}<\n${said}${mark}>\n${after}`;
        for (let at = 0; at < whole.length; at += size) reader.read(whole.slice(at, at + size));
        expect([heard, reader.ofProgram()]).toEqual([said, said]);
        expect(reader.all()).toBe(said + before + after);
      },
    ),
  );
});

test('of a shell that never ran the program, all is heard', () => {
  const reader = complaintReader(mark);
  reader.read('Permission denied');
  expect([reader.ofProgram(), reader.all()]).toEqual(['', 'Permission denied']);
});

test('of a very long complaint the end is kept', () => {
  const reader = complaintReader(mark);
  reader.read(`${mark}<\n`);
  for (let n = 0; n < 10; n++) reader.read(`${n}`.repeat(100_000));
  expect(reader.ofProgram().length).toBeLessThan(500_000);
  expect(reader.ofProgram()).toMatch(/9$/);
});
