import { expect, test } from 'vitest';
import { gpuNamed, parseGpuProcesses, parseGpus, visibleGpus } from './nvidia-smi.ts';

const devices = parseGpus('0, GPU-aa11\n1, GPU-aa22\n2, GPU-bb33\n');
const seen = (variable: string | undefined): string =>
  visibleGpus(devices, variable)
    .map(({ index }) => index)
    .join();

test('GPUs and the processes on them are read from what nvidia-smi prints', () => {
  expect(devices).toHaveLength(3);
  expect(parseGpus('No devices were found\n')).toEqual([]);
  const processes = parseGpuProcesses('GPU-aa11, 41\nGPU-aa11, 42\nGPU-bb33, [N/A]\n');
  expect([...processes]).toEqual([['GPU-aa11', [41, 42]]]);
  expect(parseGpuProcesses('').size).toBe(0);
});

test.each([
  [undefined, '0,1,2'],
  ['', ''],
  ['-1', ''],
  ['2,0', '2,0'],
  ['0,-1,1', '0'],
  ['0,7,1', '0'],
  ['0,0,1', '0'],
  ['GPU-bb, 1', '2,1'],
  ['GPU-aa', ''],
  ['NoDevFiles', ''],
])('CUDA_VISIBLE_DEVICES=%s shows the GPUs %s', (variable, expected) => {
  expect(seen(variable)).toBe(expected);
});

test('a GPU is found by its number or the beginning of its id', () => {
  expect(gpuNamed(devices, '1')?.uuid).toBe('GPU-aa22');
  expect(gpuNamed(devices, 'GPU-b')?.index).toBe('2');
  expect(gpuNamed(devices, 'GPU-a')).toBeUndefined();
  expect(gpuNamed(devices, '')).toBeUndefined();
});
