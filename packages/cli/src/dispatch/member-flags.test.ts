import { expect, test } from 'vitest';
import { readMemberFlags, type TypedMemberFlags } from './member-flags.ts';

const nothing: TypedMemberFlags = {
  cores: undefined,
  ntasks: undefined,
  partition: undefined,
  timelimit: undefined,
  nrGpus: undefined,
  dockerImage: undefined,
};

test('element k is for member k, and the last one for all further members', () => {
  const { memberFlags, problems } = readMemberFlags({
    ...nothing,
    cores: '24:4',
    partition: 'plgrid',
    timelimit: '480000:01:00:00:90m',
    nrGpus: '0:2',
    dockerImage: 'lab/train:v2:lab/act',
  });
  expect(problems).toEqual([]);
  expect(memberFlags).toEqual([
    {
      resources: { cpu: 24, partition: 'plgrid', time: 172800, gpu: { count: 0 } },
      image: 'lab/train:v2',
    },
    { resources: { cpu: 4, partition: 'plgrid', time: 3600, gpu: { count: 2 } }, image: 'lab/act' },
    { resources: { cpu: 4, partition: 'plgrid', time: 5400, gpu: { count: 2 } }, image: 'lab/act' },
  ]);
});

test('without flags nothing is said of anybody', () => {
  expect(readMemberFlags(nothing)).toEqual({ memberFlags: undefined, problems: [] });
});

test('all wrong elements are told together, by their flags', () => {
  const { problems } = readMemberFlags({
    ...nothing,
    cores: '4::x',
    timelimit: '60:019900',
    partition: '',
  });
  expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
    '--cores: expected a whole number above 0, got ""',
    '--cores: expected a whole number above 0, got "x"',
    '--partition: expected a name without spaces, got ""',
    '--timelimit: expected a time such as 24:00:00, 240000 (HHMMSS) or 90m, got 60',
    '--timelimit: expected a time such as 24:00:00, 240000 (HHMMSS) or 90m, got 019900',
  ]);
});

test('a type of GPUs is refused, since its colon would part two members', () => {
  const { problems } = readMemberFlags({ ...nothing, nrGpus: 'a100:2' });
  expect(problems).toMatchObject([
    { path: '--nr-gpus', message: expect.stringContaining('expected a number of GPUs') },
  ]);
});
