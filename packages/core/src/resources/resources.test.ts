import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gpuText, parseGpu } from './gpu.ts';
import { parseResources } from './resources.ts';

test('resources of a spec are read with their units', () => {
  const input = { cpu: 4, gpu: 'a100:2', mem: '16G', time: '1:30:00', partition: 'short' };
  expect(parseResources(input, 'resources', { bareNumbers: 'problem' })).toEqual({
    resources: {
      cpu: 4,
      gpu: { count: 2, type: 'a100' },
      mem: 16384,
      time: 5400,
      partition: 'short',
    },
    problems: [],
  });
});

test('flags are text, and their numbers need no units', () => {
  const input = { cpu: '4', mem: '512', time: '90', nodes: undefined };
  expect(parseResources(input, '', { bareNumbers: 'allowed' })).toEqual({
    resources: { cpu: 4, mem: 512, time: 5400 },
    problems: [],
  });
});

test('all that is wrong is reported, and what is right is kept', () => {
  const input = { cpu: 0, gpu: -1, mem: 16, cores: 4, tiem: '2h', ntasks: 2, partition: 'a b' };
  const { resources, problems } = parseResources(input, 'resources', { bareNumbers: 'problem' });
  expect(resources).toEqual({ ntasks: 2 });
  expect(problems).toMatchObject([
    { path: 'resources.cpu', message: 'expected a whole number above 0, got 0' },
    { path: 'resources.gpu', message: expect.stringContaining('a100:2, got -1') },
    { path: 'resources.mem', message: 'expected a size with its unit, got 16' },
    { kind: 'unknown-key', path: 'resources.cores', suggestion: 'cpu' },
    { kind: 'unknown-key', path: 'resources.tiem', suggestion: 'time' },
    { path: 'resources.partition', message: 'expected a name without spaces, got "a b"' },
  ]);
});

test.each([null, 'mem=2G', 4, [[]], undefined])('%j is no map of resources', (input) => {
  expect(parseResources(input, 'resources', { bareNumbers: 'problem' })).toMatchObject({
    resources: {},
    problems: [{ path: 'resources', message: expect.stringContaining('expected a map') }],
  });
});

test('a key of every object is no resource', () => {
  const { problems } = parseResources({ constructor: 1 }, '', { bareNumbers: 'problem' });
  expect(problems).toMatchObject([{ message: 'unknown resource constructor' }]);
  expect(problems[0]).not.toHaveProperty('suggestion');
});

test.each([
  [2, { count: 2 }],
  ['2', { count: 2 }],
  [0, { count: 0 }],
  ['a100', { count: 1, type: 'a100' }],
  ['a100:2', { count: 2, type: 'a100' }],
  ['1g.5gb:3', { count: 3, type: '1g.5gb' }],
])('%j asks for GPUs: %j', (input, request) => {
  expect(parseGpu(input, 'gpu')).toEqual({ ok: true, value: request });
});

test.each([-1, 1.5, '', 'a100:', ':2', 'a100:2:3', 'a 100', null, true])(
  '%j asks for no GPUs that there are',
  (input) => {
    expect(parseGpu(input, 'gpu').ok).toBe(false);
  },
);

test('a printed request for GPUs is read back as the same', () => {
  const type = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,9}$/);
  fc.assert(
    fc.property(fc.nat(), fc.option(type, { nil: undefined }), (count, name) => {
      const request = name === undefined ? { count } : { count, type: name };
      expect(parseGpu(gpuText(request), 'gpu')).toEqual({ ok: true, value: request });
    }),
  );
});
