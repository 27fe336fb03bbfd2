import { renameSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';
import { runSmallSweep } from './rig/small-sweep.ts';

test('doctor says what works', async () => {
  await using rig = createRig();
  const { code, stdout } = await rig.mrun(['doctor']);
  expect(stdout).toMatch(/ok +node +v\d+/);
  expect(stdout).toMatch(/ok +context local +mruns, .* free/);
  expect({ code, end: stdout.trim().split('\n').at(-1) }).toEqual({ code: 0, end: 'All is well.' });
});

test('doctor says what to mend', async () => {
  await using rig = createRig();
  rig.write({
    'mrunner.yaml': 'contexts:\n  local: {storage_dir: ./file/runs, bakend: local}\n',
    file: '',
  });
  const broken = await rig.mrun(['doctor']);
  expect(broken.code).toBe(1);
  expect(broken.stdout).toContain('Did you mean backend?');
  rig.write({ 'mrunner.yaml': 'contexts:\n  local: {backend: local, storage_dir: ./file/runs}\n' });
  const blocked = await rig.mrun(['doctor', 'local']);
  expect(blocked.code).toBe(1);
  expect(blocked.stdout).toMatch(/mend +context local +file\/runs: file is not a directory/);
  const unknown = await rig.mrun(['doctor', 'locla']);
  expect(unknown.stdout).toMatch(/mend +context locla +no context is .* Did you mean local\?/);
});

test('a sweep that was moved is found again', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  renameSync(rig.path('mruns'), rig.path('moved'));
  const gone = await rig.mrun(['doctor']);
  expect(gone.code).toBe(1);
  expect(gone.stdout).toMatch(/mend +sweeps +gone from where they were/);
  expect((await rig.mrun(['list'])).stdout).toContain('moved: mrun doctor --rebuild moved/birds/');
  expect((await rig.mrun(['status'])).stderr).toContain('its directory was moved to');
  const rebuilt = await rig.mrun(['doctor', '--rebuild', 'moved']);
  expect(rebuilt.stdout).toContain('1 sweep found, 1 of them new on the list.');
  expect((await rig.mrun(['status'])).stdout).toContain('failed 1');
});

test('a sweep that was removed is taken off the list', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  renameSync(rig.path('mruns'), rig.path('.hidden'));
  expect((await rig.mrun(['doctor', '--rebuild'])).stdout).toContain('1 taken off the list');
  expect((await rig.mrun(['doctor'])).code).toBe(0);
});
