import { expect, test } from 'vitest';
import { makeRig } from '../../../test/rig.ts';
import { farPlanner, ownPython } from './far-trees.ts';

test('~/ in programs of a cluster that ssh leads to is the home directory there', async () => {
  await using rig = await makeRig({
    project: { 'train.py': '' },
    runs: [{ script: ['python', 'train.py'] }],
    context: {
      backend: 'slurm',
      code: 'snapshot',
      python: '~/env/bin/python',
      slurm: { slurm_url: 'hpc' },
    },
  });
  const { record, experiment } = rig.sweep;
  const recorded = experiment(0);
  if (recorded === undefined) throw new Error('no run');
  const wordsWith = (slurm: object): readonly string[] => {
    const contexts = record.contexts.map((it) => ({ ...it, slurm: { ...it.slurm, ...slurm } }));
    const python = ownPython(rig.host);
    const { plan } = farPlanner(rig.host, { ...record, contexts }, python, '/home/$me');
    return plan(recorded, 1, undefined).command;
  };
  expect(wordsWith({}).slice(0, 2)).toEqual(['/home/$me/env/bin/python', 'train.py']);
  const inContainer = wordsWith({ singularity_container: '~/img.sif' });
  expect(inContainer).toContain('/home/$me/img.sif');
  expect(inContainer).not.toContain('~/img.sif');
});
