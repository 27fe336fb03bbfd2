import { expect, test } from 'vitest';
import type { Context } from '../contexts/context.ts';
import { clusterContextProblems } from './context-problems.ts';

const context = (name: string, more: Partial<Context> = {}): Context =>
  ({ name, backend: 'slurm', storageDir: '/s', code: 'snapshot', slurm: {}, ...more }) as Context;
const textsOf = (...contexts: Context[]): readonly string[] =>
  clusterContextProblems(contexts).map(({ path, message, details = [] }) =>
    [path, message, ...details].join(' | '),
  );

test('contexts of this machine, and one on a cluster, are no problem', () => {
  const here = { backend: 'local', code: 'in-place' } as const;
  expect(textsOf(context('a', here), context('b', { ...here, storageDir: '/t' }))).toEqual([]);
  expect(
    textsOf(context('hpc', { slurm: { sbatch_options: ['--mail-type=END', '-c', '4'] } })),
  ).toEqual([]);
  expect(textsOf(context('hpc', { code: 'in-place' }))).toEqual([]);
});

test('all that is wrong is said at once', () => {
  const hpc = context('hpc', {
    code: 'in-place',
    slurm: { slurm_url: 'hpc', sbatch_options: ['--array=0-3', '-Jname', '--signal=USR1@60'] },
  });
  const texts = textsOf(hpc, context('gpu', { slurm: { slurm_url: 'other' } }));
  expect(texts).toHaveLength(5);
  expect(texts[0]).toContain("contexts.gpu | one sweep can't be in two places: slurm_url");
  expect(texts.slice(1, 4)).toEqual([
    'contexts.hpc.sbatch_options | mrunner itself says --array to sbatch | instead of --array=0-3: how many runs at a time: --parallel',
    'contexts.hpc.sbatch_options | mrunner itself says -J to sbatch | instead of -Jname: mrunner finds its jobs by their names',
    'contexts.hpc.sbatch_options | mrunner itself says --signal to sbatch | instead of --signal=USR1@60: warn_before',
  ]);
  expect(texts[4]).toContain('--code snapshot');
});
