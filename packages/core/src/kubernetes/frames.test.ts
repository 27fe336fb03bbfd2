import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FramedEvents, type FramedFile, type Frames, parseFrames } from './frames.ts';

const mark = '0123456789abcdef';
const encoder = new TextEncoder();
const decoder = new TextDecoder();

const joined = (...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => [...(typeof part === 'string' ? encoder.encode(part) : part)]),
  );

const fileFrame = ({ run, attempt, name, bytes }: FramedFile): Uint8Array =>
  joined(`\n::mrunner ${mark} file ${run} ${attempt} ${name} ${bytes.length}\n`, bytes);
const environmentFrame = (bytes: Uint8Array): Uint8Array =>
  joined(`\n::mrunner ${mark} environment ${bytes.length}\n`, bytes);
const eventsFrame = ({ slot, offset, bytes }: FramedEvents): Uint8Array =>
  joined(`\n::mrunner ${mark} events ${slot} ${offset} ${bytes.length}\n`, bytes);

const parsed = (...parts: readonly (string | Uint8Array)[]): Frames =>
  parseFrames(mark, joined(...parts));
const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);

test('frames are taken out of the output around them', () => {
  const frames = parsed(
    'epoch 1\n',
    eventsFrame({
      slot: 'mr-a-b-x-0-3.r1',
      offset: 40,
      bytes: encoder.encode('{"event":"exit"}\n'),
    }),
    fileFrame({ run: 3, attempt: 2, name: 'result.json', bytes: encoder.encode('{"a":1}') }),
    'bye\n…',
  );
  expect(textOf(frames.output)).toBe('epoch 1\nbye\n…');
  expect(frames.events.map((it) => ({ ...it, bytes: textOf(it.bytes) }))).toEqual([
    { slot: 'mr-a-b-x-0-3.r1', offset: 40, bytes: '{"event":"exit"}\n' },
  ]);
  expect(frames.files.map((it) => ({ ...it, bytes: textOf(it.bytes) }))).toEqual([
    { run: 3, attempt: 2, name: 'result.json', bytes: '{"a":1}' },
  ]);
  expect(frames.rest).toBe(0);
});

test('a log that begins with the frame of its beginning is there from its beginning', () => {
  expect(parsed(`\n::mrunner ${mark} begin 0\n`, 'one\ntwo')).toMatchObject({
    begins: true,
    output: encoder.encode('one\ntwo'),
    rest: 0,
  });
  expect(parsed('one\ntwo').begins).toBe(false);
});

test.each([
  ['another mark', '\n::mrunner ffffffffffffffff events s 0 3\nabc'],
  ['another word', `\n::mrunner ${mark} secrets s 0 3\nabc`],
  ['no number', `\n::mrunner ${mark} events s 0 three\nabc`],
  ['a path', `\n::mrunner ${mark} file 1 1 ../result.json 3\nabc`],
  ['no line of its own', `x::mrunner ${mark} events s 0 3\nabc`],
  ['a line without an end', `\n::mrunner ${mark} ${'x'.repeat(300)}\nabc`],
])('what is no frame is output: %s', (_what, text) => {
  const frames = parsed(text);
  expect(textOf(frames.output)).toBe(text);
  expect(frames).toMatchObject({ events: [], files: [], rest: 0 });
});

test('a frame whose end is missing waits for it', () => {
  const whole = fileFrame({ run: 1, attempt: 1, name: 'log', bytes: encoder.encode('hello') });
  for (let cut = 1; cut < whole.length; cut += 1) {
    const first = parsed('out', whole.subarray(0, cut));
    expect(textOf(first.output)).toBe('out');
    expect(first).toMatchObject({ files: [], rest: cut });
  }
});

test('a line break at the end may begin a frame', () => {
  expect(parsed('bye\n')).toMatchObject({ output: encoder.encode('bye'), rest: 1 });
});

test('a torn frame costs what is in it, and not the frames behind it', () => {
  const torn = fileFrame({
    run: 1,
    attempt: 1,
    name: 'log',
    bytes: encoder.encode('x'.repeat(500)),
  });
  const next = fileFrame({ run: 2, attempt: 1, name: 'log', bytes: encoder.encode('y') });
  for (const length of [torn.length - 1, torn.length - 500, torn.length - 100]) {
    const frames = parsed('out', torn.subarray(0, length), next);
    expect(frames.files.map(({ run }) => run)).toEqual([2]);
    expect(textOf(frames.output)).toBe('out');
  }
});

const names = fc.constantFrom('log', 'result.json', 'metrics.jsonl');
const bytes = fc.uint8Array({ maxLength: 60 });
/** Letters and line breaks: many line breaks, as logs have them, and beginnings of frames. */
const output = fc.string({
  unit: fc.constantFrom('a', '\n', ':', '::mrunner ', mark),
  maxLength: 30,
});
const piece = fc.oneof(
  output.map((text) => ({ kind: 'output', text }) as const),
  fc
    .record({ run: fc.nat(2000), attempt: fc.nat(20), name: names, bytes })
    .map((file) => ({ kind: 'file', file }) as const),
  fc
    .record({ slot: fc.constantFrom('mr-a-b-x-0-1', 'mr-a-b-x-0-1.r2'), offset: fc.nat(), bytes })
    .map((events) => ({ kind: 'events', events }) as const),
  bytes.map((record) => ({ kind: 'environment', record }) as const),
);

test('whatever the pieces are that a log comes in, the same frames and output are found', () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 6 }),
      fc.array(fc.nat(), { maxLength: 5 }),
      (all, cuts) => {
        const whole = joined(
          ...all.map((it) => {
            if (it.kind === 'output') return it.text;
            if (it.kind === 'environment') return environmentFrame(it.record);
            return it.kind === 'file' ? fileFrame(it.file) : eventsFrame(it.events);
          }),
          'z',
        );
        const found = inPieces(whole, cuts);
        expect(textOf(found.output)).toBe(
          `${all.map((it) => (it.kind === 'output' ? it.text : '')).join('')}z`,
        );
        expect(found.files).toEqual(all.flatMap((it) => (it.kind === 'file' ? [it.file] : [])));
        expect(found.environments).toEqual(
          all.flatMap((it) => (it.kind === 'environment' ? [it.record] : [])),
        );
        expect(found.events).toEqual(
          all.flatMap((it) => (it.kind === 'events' ? [it.events] : [])),
        );
      },
    ),
  );
});

/** Parses as a log that is followed: each time what came, behind what was left. */
function inPieces(whole: Uint8Array, cuts: readonly number[]): Omit<Frames, 'rest'> {
  const ends = [...cuts.map((cut) => cut % whole.length), whole.length].sort((a, b) => a - b);
  let from = 0;
  const found = {
    output: new Uint8Array(),
    events: [] as FramedEvents[],
    files: [] as FramedFile[],
    environments: [] as Uint8Array[],
    begins: false,
  };
  for (const end of ends) {
    const frames = parseFrames(mark, whole.subarray(from, end));
    found.output = joined(found.output, frames.output) as typeof found.output;
    found.events.push(...frames.events);
    found.files.push(...frames.files);
    found.environments.push(...frames.environments);
    found.begins ||= frames.begins;
    from = end - frames.rest;
  }
  expect(from).toBe(whole.length);
  return found;
}
