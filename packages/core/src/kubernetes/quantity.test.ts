import fc from 'fast-check';
import { expect, test } from 'vitest';
import { containerResources, helperResources, memoryQuantity } from './quantity.ts';

const settings = { devices: {}, gpuResource: 'nvidia.com/gpu' };

test.each([
  [1, '1Mi'],
  [1536, '1536Mi'],
  [16384, '16Gi'],
  [1024 ** 2, '1Ti'],
])('%i MiB are %s', (mebibytes, text) => {
  expect(memoryQuantity(mebibytes)).toBe(text);
});

test('a quantity of memory says exactly as much as was asked for', () => {
  const mebibytesIn: { readonly [unit: string]: number } = { Mi: 1, Gi: 1024, Ti: 1024 ** 2 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (mebibytes) => {
      const [, digits, unit = ''] = /^(\d+)(Mi|Gi|Ti)$/.exec(memoryQuantity(mebibytes)) ?? [];
      expect(Number(digits) * (mebibytesIn[unit] ?? 0)).toBe(mebibytes);
    }),
  );
});

test('a container asks for what its run does', () => {
  expect(
    containerResources(
      { cpu: 4, mem: 16384, gpu: { count: 2 } },
      { devices: { 'rdma/hca': '1' }, gpuResource: 'amd.com/gpu', tpu: 8 },
    ),
  ).toEqual({
    requests: { cpu: '4', memory: '16Gi' },
    limits: { memory: '16Gi', 'rdma/hca': '1', 'amd.com/gpu': '2', 'google.com/tpu': '8' },
  });
});

test('runs side by side ask for so many times as much', () => {
  expect(containerResources({ cpu: 2, mem: 1000, gpu: { count: 1 } }, settings, 3)).toEqual({
    requests: { cpu: '6', memory: '3000Mi' },
    limits: { memory: '3000Mi', 'nvidia.com/gpu': '3' },
  });
});

test('nothing that was not asked for is said', () => {
  expect(containerResources({}, settings)).toEqual({});
  expect(containerResources({ gpu: { count: 0 } }, settings)).toEqual({});
});

test('what only moves files asks for little, and says all that a quota may count', () => {
  expect(helperResources({}, settings)).toEqual({
    requests: { cpu: '0.1', memory: '128Mi' },
    limits: { cpu: '1', memory: '2Gi' },
  });
  expect(helperResources({ cpu: 8, mem: 64 }, { devices: { cpu: '2' } })).toEqual({
    requests: { cpu: '0.1', memory: '64Mi' },
    limits: { cpu: '2', memory: '64Mi' },
  });
});
