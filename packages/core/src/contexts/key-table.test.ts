import { expect, test } from 'vitest';
import { contextKeyTable } from './key-table.ts';

const row = (name: string) => contextKeyTable().find((key) => key.name === name);

test('the table has every key once, with a line of explanation', () => {
  const names = contextKeyTable().flatMap(({ name, oldNames }) => [name, ...oldNames]);
  expect(names).toHaveLength(new Set(names).size);
  for (const { doc } of contextKeyTable()) expect(doc).toMatch(/^[A-Z][^\n]{5,99}[.)]$/);
});

test('defaults are printed as one would write them, for each backend', () => {
  expect(row('grace')?.defaults).toEqual({ local: '10s', slurm: '10s', kubernetes: '10s' });
  expect(row('parallel')?.defaults).toEqual({ local: '1', slurm: 'auto', kubernetes: 'auto' });
  expect(row('cmd_type')?.defaults).toEqual({ slurm: 'sbatch' });
  expect(row('retry_on')?.defaults.local).toBe(
    'exit, signal, timeout, oom, preempted, node, interrupted, lost',
  );
});

test('a key says which backends understand it', () => {
  expect(row('slurm_url')?.backends).toEqual(['slurm']);
  expect(row('pack')?.backends).toEqual(['slurm', 'kubernetes']);
  expect(row('tags')?.backends).toEqual(['local', 'slurm', 'kubernetes']);
});
