import { expect } from 'vitest';
import { createRig, type Rig } from './rig.ts';

/** The user's own file of contexts. */
export const ownContexts = '../config/mrunner/config.yaml';

/** A file as people write them. */
export const contextsFile = `# places of the lab
defaults: &base # for all
  env: {OMP_NUM_THREADS: 1}   # few

contexts:
  # the cluster
  hpc:
    backend: slurm   # since May
    slurm_url: 'me@login.hpc'
    storage: /scratch/me
    resources: "mem=2G cpu=4"
    modules_to_load:
      - cuda/12   # for jax
      - git

  fast: {backend: local, parallel: 8}  # mine
current_context: hpc
`;

/** A project with a file of contexts. */
export const givenContexts = (text = contextsFile): Rig => {
  const rig = createRig();
  rig.write({ 'mrunner.yaml': text });
  return rig;
};

/** Runs `mrun context` where it is to change nothing, checks that, and gives what it says. */
export const refuseContext = async (rig: Rig, words: readonly string[]): Promise<string> => {
  const before = rig.files('..').map((path) => [path, rig.read(`../${path}`)]);
  const { code, stdout, stderr } = await rig.mrun(['context', ...words]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(rig.files('..').map((path) => [path, rig.read(`../${path}`)])).toEqual(before);
  return stderr;
};

/** Runs `mrun context` where it is to work, and gives what it says. */
export const changeContext = async (rig: Rig, words: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await rig.mrun(['context', ...words]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};
