import { expect, test } from 'vitest';
import { gpuVariables, threadVariables } from './slot-variables.ts';

test.each([
  [{ wanted: 2, given: ['1', '3'], named: ['0', '1', '2', '3'] }, '1,3'],
  [{ wanted: 0, given: [], named: ['0', '1'] }, ''],
  [{ wanted: 0, given: [], named: undefined }, ''],
  [{ wanted: undefined, given: [], named: ['0', '1'] }, '0,1'],
])('%j: CUDA_VISIBLE_DEVICES=%s', (gpus, expected) => {
  expect(gpuVariables(gpus)).toEqual({
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    CUDA_VISIBLE_DEVICES: expected,
  });
});

test('a run that asks for no GPUs, with none named, sees what mrun sees', () => {
  expect(gpuVariables({ wanted: undefined, given: [], named: undefined })).toEqual({});
});

test('as many threads as processors, where those are asked for', () => {
  expect(threadVariables({ cpu: 4 })).toEqual({ OMP_NUM_THREADS: '4' });
  expect(threadVariables({})).toEqual({});
});
