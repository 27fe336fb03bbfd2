import { describe, expect, test } from 'vitest';
import { timeProblem } from './time-problem.ts';

const partition = (name: string, maxTime: number | undefined, isDefault = false) => ({
  name,
  isDefault,
  state: 'UP',
  nodes: 1,
  ...(maxTime !== undefined && { maxTime }),
});
const partitions = [
  partition('short', 3600, true),
  partition('long', 86_400),
  partition('free', undefined),
];
const problemOf = (time: number, asked?: string, slurm = {}): string | undefined =>
  timeProblem(
    { partitions },
    { resources: { time, ...(asked !== undefined && { partition: asked }) }, slurm },
  )?.name;

describe('a time limit that no partition gives', () => {
  test('is found of the default partition and of one that is named', () => {
    expect(problemOf(7200)).toBe('short');
    expect(problemOf(90_000, 'long')).toBe('long');
    expect(problemOf(3600)).toBeUndefined();
  });
  test('is none where one of several partitions gives it', () => {
    expect(problemOf(7200, 'short,long')).toBeUndefined();
    expect(problemOf(90_000, 'short,long')).toBe('short');
    expect(problemOf(90_000, 'long,free')).toBeUndefined();
  });
  test('is none where a quality of service may allow more, or the partition is not known', () => {
    expect(problemOf(7200, undefined, { qos: 'long' })).toBeUndefined();
    expect(problemOf(7200, 'elsewhere')).toBeUndefined();
  });
});
