import { mkdirSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readEnvironment } from '../../src/environment/environment-record.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { workerRig } from './worker-rig.ts';

const token = 'mr-brave-otter-abcde-0';
const next = 'mr-brave-otter-abcde-1';
const shell = ['sh'];

test('the first task of all that one process submitted records the environment of their context', async () => {
  await using rig = workerRig();
  mkdirSync(rig.path('environments'));
  for (const each of [token, next]) {
    rig.batch({ token: each, runs: [{ command: 'true' }, { command: 'true' }] });
  }
  const environment = { directory: rig.dir, program: 'sh', contextFile: 'hpc' };
  rig.writeWorker({ environment });
  const recordOf = (slot: string) =>
    readEnvironment(nodeHost(), rig.dir, { slots: [slot], context: 'hpc', alike: true });
  expect((await rig.start(shell, token, 1).ended).err).toBe('');
  await rig.until(() => recordOf(`${token}-1`) !== undefined);
  await rig.start(shell, token, 0).ended;
  await rig.start(shell, next, 0).ended;
  const made = { slot: `${token}-1`, context: 'hpc', host: expect.any(String) };
  for (const slot of [`${token}-0`, `${next}-0.r1`, next]) {
    expect(recordOf(slot)).toMatchObject(made);
  }
  expect(recordOf('mr-brave-otter-other-0-0')).toBe(undefined);
  const name = 'mr-brave-otter-abcde.hpc.json';
  expect(readdirSync(rig.path('environments')).toSorted()).toEqual([name, `${name}.begun`]);
});

test('a task whose set-up failed leaves the record to another one', async () => {
  await using rig = workerRig();
  mkdirSync(rig.path('environments'));
  rig.batch({ runs: [{ command: 'true' }] });
  const environment = { directory: rig.dir, program: 'sh', contextFile: 'hpc' };
  const setup = { env: {}, envFiles: [], secrets: [], modulesToLoad: [], link: [] };
  rig.writeWorker({ environment }, { setup: { ...setup, prologCommand: 'false' } });
  await rig.start(shell, token, 0).ended;
  expect(readdirSync(rig.path('environments'))).toEqual([]);
});
