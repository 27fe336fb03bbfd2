import { expect, test } from 'vitest';
import { newestMetrics } from './metrics-tail.ts';

test.each([
  [
    'the newest whole line',
    '{"step":1,"values":{"loss":2}}\n{"step":2,"values":{"loss":1}}\n',
    { step: 2, values: { loss: 1 } },
  ],
  [
    'a line that is still being written is left out',
    '{"step":1,"values":{"loss":2}}\n{"step":2,"val',
    { step: 1, values: { loss: 2 } },
  ],
  ['a line that was cut in front is left out', 'p":1,"values":{"loss":2}}\n', undefined],
  [
    'lines of channels and of other programs are skipped',
    '{"values":{"a":1}}\n{"channel":"c","x":1,"text":"t"}\nhello\n',
    { values: { a: 1 } },
  ],
  [
    'what is no number is left out',
    '{"step":"x","values":{"a":"none","b":3}}\n',
    { values: { b: 3 } },
  ],
  [
    'numbers that JSON lacks are told apart from older ones',
    '{"values":{"a":1}}\n{"values":{"a":NaN,"b":"Infinity"}}\n',
    { values: { a: Number.NaN, b: Number.POSITIVE_INFINITY } },
  ],
  ['nothing', '', undefined],
])('%s', (_, tail, metrics) => {
  expect(newestMetrics(tail)).toEqual(metrics);
});
