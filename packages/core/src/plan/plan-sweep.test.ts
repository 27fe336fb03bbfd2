import { expect, test } from 'vitest';
import type { Context } from '../contexts/context.ts';
import { parseNeptuneYaml } from '../neptune/read.ts';
import { composite } from '../spec/composite.ts';
import { evaluateSpec } from '../spec/evaluate-spec.ts';
import { parsePrivate } from '../values/parse-json.ts';
import { type PlanInput, planSweep } from './plan-sweep.ts';

const local: Context = {
  name: 'local',
  backend: 'local',
  storageDir: '/store',
  resources: { cpu: 1, mem: 100 },
  parallel: 1,
  code: 'in-place',
  onLost: 'rerun',
  retries: 0,
  retryOn: [],
  grace: 10,
  neptune: false,
  tags: ['from-context', 'both'],
  isolate: false,
  setup: { env: { A: 'context' }, envFiles: [], secrets: ['TOKEN'], modulesToLoad: [], link: [] },
  slurm: {},
  kubernetes: {},
};

const plan = async (given: unknown, changes: Partial<PlanInput> = {}) => {
  const evaluated = await evaluateSpec(given, { defaults: { name: 'spec' } });
  if (!evaluated.ok) throw new Error(JSON.stringify(evaluated.problems));
  const { experiments, specCount, ...spectrum } = evaluated.value;
  const planned = planSweep({
    spectrum,
    specCount,
    spec: { file: '/project/specs/spec.ts', name: 'spec' },
    specBaseName: 'spec',
    stateDirectory: '/state',
    contextsByPosition: ['local'],
    contexts: [local],
    id: '20261122-1607-brave-otter',
    createdAt: 0,
    selection: {},
    set: [],
    tags: ['from-line'],
    words: [],
    resources: {},
    code: { mode: 'in-place', directory: '/project' },
    launchedFrom: '/project',
    projectDirectory: '/project',
    host: 'laptop',
    user: 'ann',
    userHome: '/home/ann',
    mrunnerVersion: '0',
    searchPath: '/bin',
    nodePath: '/bin/node',
    options: { parallel: 1, retries: 0, retryOn: [], grace: 10 },
    ...changes,
  });
  const recorded = (await Array.fromAsync(experiments())).map(planned.record);
  return { sweep: planned.sweep, recorded, runs: recorded.map(planned.run) };
};

const experiment = {
  project: 'Penguins & Co',
  name: 'MLP',
  script: 'node train.js --lr {lr} --out {run.dir}',
  tags: ['from-spec', 'both'],
  env: { A: 'experiment', B: 'b', MRUNNER_RUN_ID: 'never' },
  secrets: ['KEY'],
  grid: { lr: [0.1, 1] },
  resources: { mem: '2G' },
};

const home = '/store/penguins-co/20261122-1607-brave-otter';

test('a run gets its directory, command, environment and files', async () => {
  const { runs, sweep } = await plan(experiment, { words: ['--more'], resources: { cpu: 4 } });
  expect(sweep).toMatchObject({
    home,
    project: 'Penguins & Co',
    name: 'MLP',
    count: 2,
    varying: ['lr'],
  });
  const directory = `${home}/runs/1-mlp`;
  expect(runs[1]).toMatchObject({
    index: 1,
    id: '20261122-1607-brave-otter/1',
    directory,
    cwd: '/project',
    command: [
      'node',
      'train.js',
      '--lr',
      '1',
      '--out',
      directory,
      '--neptune',
      `${directory}/neptune.yaml`,
      '--more',
    ],
    tags: ['from-spec', 'both', 'from-context', 'from-line'],
    resources: { cpu: 4, mem: 2048 },
    contextEnv: { A: 'context' },
    secrets: ['TOKEN', 'KEY'],
    env: {
      A: 'experiment',
      B: 'b',
      MRUNNER_UNDER_NEPTUNE: '0',
      RESOURCE_DIR_PATH: directory,
      MRUNNER_EXP_DIR_PATH: directory,
      MRUNNER_NEPTUNE_PATH: `${directory}/neptune.yaml`,
      MRUNNER_SWEEP_ID: '20261122-1607-brave-otter',
      MRUNNER_RUN_ID: '20261122-1607-brave-otter/1',
      MRUNNER_RUN_INDEX: '1',
      MRUNNER_ATTEMPT: '1',
      EXPERIMENT_ID: '20261122-1607-brave-otter/1',
      STORAGE_URL: '/store',
    },
  });
  const yaml = parseNeptuneYaml(runs[1]?.files[0]?.text ?? '', 'neptune.yaml');
  expect(yaml.ok && yaml.value).toMatchObject({
    project: 'Penguins & Co',
    name: 'MLP',
    tags: runs[1]?.tags,
  });
  expect(runs[1]?.files).toHaveLength(1);
});

test('the parameter that is integral in one run and fractional in another is a double in both files', async () => {
  const { runs } = await plan(experiment);
  expect(runs.map(({ files }) => /type: double/.test(files[0]?.text ?? ''))).toEqual([true, true]);
});

test('under neptune a run finds a neptune context in its directory', async () => {
  const { runs } = await plan(experiment, { contexts: [{ ...local, neptune: true }] });
  const [, context] = runs[0]?.files ?? [];
  expect(runs[0]?.env).toMatchObject({
    MRUNNER_UNDER_NEPTUNE: '1',
    MRUNNER_NEPTUNE_CONTEXT: context?.path,
  });
  expect(parsePrivate(context?.text ?? '')).toEqual({
    project: 'Penguins & Co',
    name: 'MLP',
    params: { lr: 0.1 },
    storageDir: `${home}/runs/0-mlp`,
    tags: ['from-spec', 'both', 'from-context', 'from-line'],
    properties: {},
  });
});

test('members of a composite share a directory, and run in the contexts of their positions', async () => {
  const { runs, recorded } = await plan(
    [
      composite('duel', {
        learner: { script: 'a' },
        actor: { script: 'b' },
        judge: { script: 'c', context: 'own' },
      }),
    ],
    {
      contextsByPosition: ['local', 'other'],
      contexts: [local, { ...local, name: 'other' }, { ...local, name: 'own' }],
    },
  );
  expect(recorded.map(({ directory, context }) => [directory, context])).toEqual([
    ['runs/0-duel/learner', 'local'],
    ['runs/0-duel/actor', 'other'],
    ['runs/0-duel/judge', 'own'],
  ]);
  expect(runs[1]?.env).toMatchObject({
    MRUNNER_COMPOSITE_ID: '20261122-1607-brave-otter/0',
    MRUNNER_COMPOSITE_MEMBER: 'actor',
    MRUNNER_COMPOSITE_DIR: '/store/sandbox/20261122-1607-brave-otter/runs/0-duel',
  });
});

test('relative paths of an experiment start at its spec', async () => {
  const { runs } = await plan({ script: 'a', cwd: '../src', pythonPath: ['.', '/abs', '~/lib'] });
  expect(runs[0]).toMatchObject({
    cwd: '/project/src',
    pythonPath: ['/project/specs', '/abs', '/home/ann/lib'],
  });
});

test('a sweep of several projects is mixed, one of several names is called by its spec', async () => {
  const { sweep } = await plan([
    { script: 'a', project: 'p', name: 'x' },
    { script: 'a', project: 'q', name: 'y' },
  ]);
  expect(sweep).toMatchObject({
    project: 'mixed',
    name: 'spec',
    home: '/store/mixed/20261122-1607-brave-otter',
  });
});

test('on Slurm, runs get the names that old scripts ask for', async () => {
  const slurm: Context = {
    ...local,
    backend: 'slurm',
    storageDir: '/scratch/me',
    slurm: { slurm_url: 'me@login.hpc' },
  };
  const { runs } = await plan(experiment, { contexts: [slurm] });
  expect(runs[0]?.env).toMatchObject({
    PLGRID_USERNAME: 'me',
    PLGRID_HOST: 'login.hpc',
    MRUNNER_SCRATCH_SPACE: '/scratch/me',
  });
});

test('what the command line says of members goes by their positions, the last for all further ones', async () => {
  const member = { script: 'a', resources: { cpu: 1, mem: '1G' } };
  const { runs } = await plan([composite('duel', [member, member, member]), member], {
    contexts: [
      { ...local, backend: 'kubernetes', kubernetes: { image: 'lab/base' }, resources: {} },
    ],
    resources: { cpu: 3, time: 60 },
    memberFlags: [{ resources: { cpu: 4 }, image: 'lab/learner' }, { resources: { cpu: 5 } }],
  });
  const wanted = (cpu: number, image: string) => ({
    resources: { cpu, mem: 1024, time: 60 },
    image,
  });
  expect(runs.map(({ resources, image }) => ({ resources, image }))).toEqual([
    wanted(4, 'lab/learner'),
    wanted(5, 'lab/base'),
    wanted(5, 'lab/base'),
    wanted(4, 'lab/learner'),
  ]);
});

test('where there are no containers, there are no images', async () => {
  const { runs } = await plan(experiment, { memberFlags: [{ resources: {}, image: 'lab/a' }] });
  expect(runs[0]?.image).toBeUndefined();
});

test.each([
  [
    { slurm_url: 'login.hpc', user_id: 'me' },
    { PLGRID_USERNAME: 'me', PLGRID_HOST: 'login.hpc' },
  ],
  [{ slurm_url: 'login.hpc' }, { PLGRID_HOST: 'login.hpc' }],
  [{}, {}],
])('of %j runs get no more of those names than is known', async (keys, names) => {
  const slurm: Context = { ...local, backend: 'slurm', slurm: keys };
  const { runs } = await plan(experiment, { contexts: [slurm] });
  const { PLGRID_USERNAME: user, PLGRID_HOST: host, MRUNNER_SCRATCH_SPACE } = runs[0]?.env ?? {};
  const given = { ...(user && { PLGRID_USERNAME: user }), ...(host && { PLGRID_HOST: host }) };
  expect({ given, MRUNNER_SCRATCH_SPACE }).toEqual({
    given: names,
    MRUNNER_SCRATCH_SPACE: '/store',
  });
});
