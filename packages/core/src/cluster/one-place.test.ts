import { expect, test } from 'vitest';
import type { Context } from '../contexts/context.ts';
import { isRemote, workDirectory, workStorage } from '../slurm/work-directory.ts';
import { onePlace } from './one-place.ts';

const context = (name: string, more: Partial<Context> = {}): Context =>
  ({ name, backend: 'slurm', storageDir: '/scratch/me', slurm: {}, ...more }) as Context;

test('contexts of one cluster are one place, whatever they ask for there', () => {
  const cpu = context('cpu', { slurm: { slurm_url: 'me@hpc' } });
  const gpu = context('gpu', {
    slurm: { slurm_url: 'me@hpc', account: 'x' },
    resources: { gpu: { count: 1 } },
  });
  expect(onePlace([cpu, gpu])).toEqual({ ok: true, value: cpu });
  expect(
    onePlace([
      context('a', { backend: 'local' }),
      context('b', { backend: 'local', storageDir: '/b' }),
    ]).ok,
  ).toBe(true);
});

test.each([
  ['slurm_url', context('b', { slurm: { slurm_url: 'hpc' } })],
  ['the storage directory', context('b', { storageDir: '/other' })],
  ['the storage directory', context('b', { slurm: { scratch_dir_name: 'runs' } })],
  ['cmd_type', context('b', { slurm: { cmd_type: 'srun' } })],
  ['backend', context('b', { backend: 'local' })],
])('a sweep can not be in two places: %s', (what, other) => {
  expect(onePlace([context('a'), other])).toMatchObject({
    ok: false,
    problems: [{ kind: 'conflict', path: 'contexts.b', message: expect.stringContaining(what) }],
  });
});

const pods = (name: string, kubernetes: Context['kubernetes']): Context =>
  context(name, { backend: 'kubernetes', kubernetes });

test('contexts of one namespace are one place, whatever they ask for there', () => {
  const cpu = pods('cpu', { namespace: 'ml', pvc: 'data' });
  const gpu = pods('gpu', { namespace: 'ml', pvc: 'data', image: 'lab/cuda', labels: { a: 'b' } });
  expect(onePlace([cpu, gpu])).toEqual({ ok: true, value: cpu });
});

test.each([
  ['kube_context', { kube_context: 'other' }],
  ['kubeconfig', { kubeconfig: '/home/me/other' }],
  ['namespace', { namespace: 'other' }],
  ['pvc', { pvc: 'other' }],
])('a sweep can not be in two places of Kubernetes: %s', (what, other) => {
  expect(onePlace([pods('a', {}), pods('b', other)])).toMatchObject({
    ok: false,
    problems: [{ kind: 'conflict', path: 'contexts.b', message: expect.stringContaining(what) }],
  });
});

test('a sweep is below the storage directory of its cluster', () => {
  const there = context('a', {
    storageDir: '/scratch/me/',
    slurm: { slurm_url: 'hpc', scratch_dir_name: '/runs/' },
  });
  expect(workStorage(there)).toBe('/scratch/me/runs');
  expect(workDirectory({ contexts: [there], project: 'My Project', id: '20261122-1607-a-b' })).toBe(
    '/scratch/me/runs/my-project/20261122-1607-a-b',
  );
  expect([isRemote(there), isRemote(context('b')), isRemote(pods('c', {}))]).toEqual([
    true,
    false,
    true,
  ]);
});
