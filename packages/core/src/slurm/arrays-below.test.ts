import { expect, test } from 'vitest';
import { arraysBelow } from './arrays-below.ts';

test('arrays are found by the directory of their script, and others are left alone', () => {
  const text = [
    'mr-brave-otter-k3j9x-0|12|/scratch/a/brave-otter/batches/worker-hpc.sh mr-brave-otter-k3j9x-0',
    'mr-brave-otter-k3j9x-0|12|/scratch/a/brave-otter/batches/worker-hpc.sh mr-brave-otter-k3j9x-0',
    'mr-brave-otter-zzzzz-1|15|/scratch/a/brave-otter/batches/worker-a|b.sh mr-brave-otter-zzzzz-1',
    'mr-brave-otter-aaaaa-0|13|/scratch/a/brave-otter-2/batches/worker-hpc.sh mr-brave-otter-aaaaa-0',
    'mine|14|/scratch/a/brave-otter/mine.sh',
    '',
  ].join('\n');
  expect(arraysBelow(text, '/scratch/a/brave-otter')).toEqual(['12', '15']);
  expect(arraysBelow('', '/scratch/a/brave-otter')).toEqual([]);
});
