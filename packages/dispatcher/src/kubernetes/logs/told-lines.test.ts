import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stampedParts } from './stamped-parts.ts';
import { type ToldLines, toldLines } from './told-lines.ts';

/** What a node keeps of a line, or of a piece of one. */
interface Kept {
  /** Milliseconds. */
  readonly time: number;
  readonly text: string;
}

const stampOf = (time: number): string => new Date(time).toISOString().replace('Z', '000000Z');

/** A container's log as Kubernetes answers with it. */
const answerOf = (kept: readonly Kept[], since: string | undefined): Buffer => {
  const least = since === undefined ? 0 : Date.parse(since);
  let isLineStart = true;
  const pieces = kept.map(({ time, text }) => {
    const piece = isLineStart ? `${stampOf(time)} ${text}` : text;
    isLineStart = text.endsWith('\n');
    return time >= least ? piece : '';
  });
  return Buffer.from(pieces.join(''));
};

/** Reads an answer, whose connection breaks after so many bytes. */
const connect = (told: ToldLines, answer: Buffer, bytes = answer.length, chunk = 7): string => {
  const partsOf = stampedParts();
  let text = '';
  told.reconnect();
  for (let at = 0; at < Math.min(bytes, answer.length); at += chunk) {
    for (const part of partsOf(answer.subarray(at, Math.min(at + chunk, bytes)))) {
      const { bytes: fresh, isGap } = told.take(part);
      text += `${isGap ? '<gap>' : ''}${Buffer.from(fresh).toString()}`;
    }
  }
  return text;
};

const noon = Date.parse('2026-11-23T12:00:00Z');
const line = (seconds: number, text: string): Kept => ({ time: noon + seconds * 1000, text });

/** Texts of lines that are often the same, and of pieces of lines; written at the same time, or a while later. */
const keptLog = fc
  .array(
    fc.record({
      pause: fc.constantFrom(0, 0, 0, 1, 300, 2500),
      text: fc.constantFrom('a\n', 'b\n', '\n', 'loss 0.5\n', 'piece ', '2026-11-23 x\n'),
    }),
    { maxLength: 30 },
  )
  .map((steps) => {
    let time = noon;
    return steps.map(({ pause, text }) => {
      time += pause;
      return { time, text };
    });
  });

describe('a log that is read over many connections', () => {
  test('is told once, from its beginning to its end, wherever they break', () => {
    fc.assert(
      fc.property(
        keptLog,
        fc.array(
          fc.record({
            lines: fc.nat(30),
            bytes: fc.nat(700),
            chunk: fc.integer({ min: 1, max: 50 }),
          }),
        ),
        (kept, connections) => {
          const told = toldLines();
          let text = '';
          let there = 0;
          for (const { lines, bytes, chunk } of connections) {
            there = Math.max(there, lines);
            text += connect(told, answerOf(kept.slice(0, there), told.since()), bytes, chunk);
          }
          text += connect(told, answerOf(kept, told.since()));
          expect(text).toBe(kept.map((it) => it.text).join(''));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of which the node removed what was told, goes on behind it', () => {
    const told = toldLines();
    const all = ['1\n', '2\n', '3\n', '4\n'].map((text, at) => line(at / 1000, text));
    expect(connect(told, answerOf(all.slice(0, 3), undefined))).toBe('1\n2\n3\n');
    expect(connect(told, answerOf(all.slice(2), told.since()))).toBe('4\n');
  });

  test('of which the node removed more, says so', () => {
    const told = toldLines();
    const all = [0, 0.5, 1, 70, 71].map((time, at) => line(time, `${at}\n`));
    expect(connect(told, answerOf(all.slice(0, 2), undefined))).toBe('0\n1\n');
    expect(connect(told, answerOf(all.slice(3, 4), told.since()))).toBe('<gap>3\n');
    expect(connect(told, answerOf(all.slice(3), told.since()))).toBe('4\n');
  });

  test('of which the node removed all, is asked for from where it was', () => {
    const told = toldLines();
    connect(told, answerOf([line(1.2, 'one\n')], undefined));
    expect(connect(told, answerOf([], told.since()))).toBe('');
    expect(told.since()).toBe('2026-11-23T12:00:01Z');
  });

  test('goes on where it was though more was written in a second than is remembered', () => {
    const told = toldLines();
    const all = Array.from({ length: 50_000 }, (_, at) => line(at / 100_000, `${at}\n`)).map(
      ({ time, text }, at) => ({ time: Math.floor(time) + at / 50_000, text }),
    );
    const before = answerOf(all.slice(0, 45_000), undefined);
    const text = connect(told, before, before.length, 65_536);
    const rest = connect(told, answerOf(all, told.since()), undefined, 65_536);
    expect(text + rest === all.map((it) => it.text).join('')).toBe(true);
  });

  test('is told as it is where its lines have no time', () => {
    const told = toldLines();
    expect(connect(told, Buffer.from('one\ntwo and\n'))).toBe('one\ntwo and\n');
  });
});
