import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChannelType, createChannels } from './channels.ts';
import { createRecorder } from './recorder.ts';
import { createWarnings } from './warnings.ts';

let directory: string;
let lines: string[];
let told: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mrunner-channels-'));
  lines = [];
  told = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = (name = 'c', type?: ChannelType) => {
  const warnings = createWarnings((line) => told.push(line));
  const file = { append: (line: string) => lines.push(line), flush: () => {}, close: () => {} };
  const recorder = createRecorder(file, 2, warnings);
  return createChannels({ recorder, warnings, experimentDir: directory })(name, type);
};
const records = () => lines.map((line) => JSON.parse(line));

test.each([
  [0.5, 0.5],
  [true, 1],
  [7n, 7],
  [Number.NaN, 'NaN'],
])('a number is a value that results show: %s', (y, value) => {
  open('loss').send(y);
  expect(records()).toMatchObject([{ step: 1, attempt: 2, values: { loss: value } }]);
});

test.each([
  ['hello\nworld', 'hello\nworld'],
  ['3', '3'],
  [{ a: [1] }, '{"a":[1]}'],
  [[1, 2], '[1,2]'],
  [new RangeError('no'), 'RangeError: no'],
])('everything else is text: %j', (y, text) => {
  open().send(y);
  expect(records()).toMatchObject([{ channel: 'c', x: 1, attempt: 2, text }]);
  expect(records()[0].time).toBeGreaterThan(1e9);
});

const png = Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1');

test('bytes are an image: a file of the experiment directory', () => {
  open('samples').send(3, png);
  expect(records()).toMatchObject([{ channel: 'samples', x: 3, image: 'images/samples/3.png' }]);
  expect(readFileSync(join(directory, 'images/samples/3.png'))).toEqual(png);
});

test('an image may have a name and a type', () => {
  open().send({ image: new Uint8Array([1, 2]), name: 'a cat', type: 'image/svg+xml' });
  expect(records()).toMatchObject([{ image: 'images/c/1.svg', name: 'a cat' }]);
});

test.each([
  ['\xff\xd8\xff\xe0', 'jpg'],
  ['GIF89a', 'gif'],
  ['RIFF1234WEBPVP8 ', 'webp'],
  ['<svg xmlns="…"/>', 'svg'],
  ['<?xml version="1.0"?>\n<svg/>', 'svg'],
  ['', 'bin'],
  ['what', 'bin'],
])('the first bytes %j tell .%s', (bytes, extension) => {
  open().send(Buffer.from(bytes, 'latin1'));
  expect(records()[0].image).toBe(`images/c/1.${extension}`);
});

test.each(['..', '.', '', '../../etc', 'a/b', 'A b', 'ü', '.hidden', '\ud800', 'a*b'])(
  'a channel named %j keeps its images below images/',
  (name) => {
    open(name).send(png);
    const [{ channel, image }] = records();
    expect(channel).toBe(name);
    expect(image).toMatch(/^images\/[^/.*][^/*]*\/1\.png$/);
    expect(readFileSync(join(directory, image))).toEqual(png);
  },
);

test('an image that cannot be written is said once, and is no point', () => {
  writeFileSync(join(directory, 'images'), '');
  const channel = open();
  channel.send(png);
  channel.send(png);
  expect(lines).toEqual([]);
  expect(told).toEqual([expect.stringMatching(/^mrunner: channel c lost an image: /)]);
});

test('x counts 1, 2, 3, goes on from a given one, and must grow', () => {
  const channel = open();
  channel.send(1);
  channel.send(1);
  channel.send(7.5, 1);
  channel.send('text');
  channel.send(7, 1);
  expect(records().map(({ step, x }) => step ?? x)).toEqual([1, 2, 7.5, 8]);
  expect(told).toEqual([
    'mrunner: c at step 7 was dropped: its last step is 8, and steps must grow',
  ]);
});

test.each([
  [ChannelType.NUMERIC, '3.5', { values: { c: 3.5 } }],
  [ChannelType.NUMERIC, false, { values: { c: 0 } }],
  [ChannelType.TEXT, 3.5, { text: '3.5' }],
  [ChannelType.IMAGE, png, { image: 'images/c/1.png' }],
])('a channel of type %s takes %j as what it fits', (type, y, line) => {
  open('c', type).send(y);
  expect(records()).toMatchObject([line]);
});

test.each([
  [ChannelType.NUMERIC, 'three', 'a number', 'three'],
  [ChannelType.NUMERIC, png, 'a number', String(png)],
  [ChannelType.IMAGE, 'a.png', 'the bytes of an image', 'a.png'],
  [undefined, null, 'a number, text or an image', 'null'],
  [undefined, undefined, 'a number, text or an image', 'undefined'],
])('a channel of type %s drops %j, and says so once', (type, y, expected, got) => {
  const channel = open('c', type);
  channel.send(y);
  channel.send(1, y);
  expect(lines).toEqual([]);
  expect(told).toEqual([`mrunner: channel c dropped a point: expected ${expected}, got ${got}`]);
});
