import { expect, test } from 'vitest';
import { dispatchTags } from './dispatch-tags.ts';

test('the tags of a call name its file, its group, its job, and what was asked for', () => {
  const tags = dispatchTags({
    file: 'exps/2018_01_duel.py',
    sweepId: '20261122-1607-brave-otter',
    added: ['night', 'x y'],
    random: () => 0.999,
  });
  expect(tags).toEqual([
    '2018_01_duel',
    'group_tag_brave_otter',
    'job_tag_9999999',
    'night',
    'x y',
  ]);
});
