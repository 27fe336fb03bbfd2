import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { program } from '../../test/rig.ts';
import { clusterContext } from '../../test/slurm/worker-rig.ts';
import { setUpSteps } from './set-up-steps.ts';

test.each([
  ['~/envs/its own', '$HOME/envs/its own'],
  ['lab', 'lab'],
  ['/opt/~/lab', '/opt/~/lab'],
])('a set-up activates the conda environment %s', (conda, activated) => {
  const home = mkdtempSync(join(tmpdir(), "mrunner-home's-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, 'etc/profile.d'), { recursive: true });
  writeFileSync(join(home, 'etc/profile.d/conda.sh'), `conda() { printf '%s\\n' "$@"; }`);
  program(home, 'conda', '#!/bin/sh\necho "$HOME"\n');
  const { each } = setUpSteps({ ...clusterContext, setup: { ...clusterContext.setup, conda } });
  const said = execFileSync('/bin/sh', ['-c', each.join('\n')], {
    env: { HOME: home, PATH: `${home}:${process.env.PATH}` },
    encoding: 'utf8',
  });
  expect(said).toBe(`activate\n${activated.replace('$HOME', home)}\n`);
});
