import { expect, test } from 'vitest';
import { scancelCalls, steeringTrouble } from './steer-words.ts';

test('tasks to cancel are named as ranges, no more than a hundred in one call', () => {
  expect(scancelCalls([{ job: '12', tasks: [7, 1, 4, 5, 6] }])).toEqual([
    ['scancel', '12_[1,4-7]'],
  ]);
  const even = Array.from({ length: 250 }, (_, i) => 2 * i);
  const calls = scancelCalls([{ job: '12', tasks: even, cluster: 'big' }]);
  expect(calls.flat().filter((word) => word.startsWith('12_'))).toHaveLength(3);
  for (const call of calls) expect(call.slice(0, 2)).toEqual(['scancel', '--clusters=big']);
});

test.each([
  ['1_0-6: Job has already finished\n1_7-8,10-11: No error\n'],
  ['1_0,2: No error\n1_1: Job has already finished\nslurm_suspend error: No error\n'],
  ['scancel: error: Kill job error on job id 1_10: Invalid job id specified\n'],
  ['scancel: error: Kill job error on job id 5: Job/step already completing or completed\n'],
  [''],
])('that tasks had ended is no trouble: %j', (complaints) => {
  expect(steeringTrouble(complaints)).toBeUndefined();
});

test.each([
  ['slurm_suspend error: Unable to contact slurm controller (connect failure)'],
  ['Unexpected message received for job 8'],
  ['scancel: error: Kill job error on job id 1_[1,2]: Socket timed out on send/recv operation'],
])('that Slurm did not answer is told from what it refuses: %s', (text) => {
  expect(steeringTrouble(`1_3: Job has already finished\n${text}\n`)).toEqual({
    kind: 'silent',
    text,
  });
});

test('a refusal is told in the words of Slurm', () => {
  const text = 'scancel: error: Kill job error on job id 7: Access/permission denied';
  expect(steeringTrouble(`${text}\n`)).toEqual({ kind: 'refused', text });
});
