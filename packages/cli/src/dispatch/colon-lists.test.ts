import { expect, test } from 'vitest';
import { colonList, imageList, timeList } from './colon-lists.ts';

test('elements of a list follow each other', () => {
  expect(colonList('24')).toEqual(['24']);
  expect(colonList('24:4')).toEqual(['24', '4']);
});

test.each([
  ['240000', ['24:00:00']],
  ['24:00:00', ['24:00:00']],
  ['010000:480000', ['01:00:00', '48:00:00']],
  ['24:00:00:01:30:00', ['24:00:00', '01:30:00']],
  ['480000:01:00:00:90m', ['48:00:00', '01:00:00', '90m']],
  ['1-00:00:00', ['1-00:00:00']],
  ['1000000', ['100:00:00']],
  // Neither 99 minutes nor a lone number is a time.
  ['019900', ['019900']],
  ['60', ['60']],
  ['', ['']],
])('the times of %s are %j', (text, times) => {
  expect(timeList(text)).toEqual(times);
});

test.each([
  ['a:b', ['a', 'b']],
  ['lab/train:v2', ['lab/train:v2']],
  ['lab/train:v2:lab/act:v1', ['lab/train:v2', 'lab/act:v1']],
  ['lab/train:lab/act', ['lab/train', 'lab/act']],
  ['localhost:5000/train:v2', ['localhost:5000/train:v2']],
  ['train@sha256:0a1b', ['train@sha256:0a1b']],
])('the images of %s are %j', (text, images) => {
  expect(imageList(text)).toEqual(images);
});
