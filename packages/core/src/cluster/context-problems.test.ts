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

const setup: Context['setup'] = {
  env: {},
  envFiles: [],
  secrets: [],
  modulesToLoad: [],
  link: [],
};
const pods = (more: Partial<Context> = {}): Context =>
  context('pods', {
    backend: 'kubernetes',
    kubernetes: { image: 'lab/train' },
    resources: {},
    setup,
    ...more,
  });

test('a context on Kubernetes with an image is no problem', () => {
  expect(textsOf(pods())).toEqual([]);
  expect(
    textsOf(pods({ code: 'in-place', kubernetes: { image: 'lab/train', code_dir: '/app' } })),
  ).toEqual([]);
  expect(
    textsOf(pods({ code: 'git', kubernetes: { image: 'lab/train', git_url: 'git@host:a' } })),
  ).toEqual([]);
});

test.each<[string, Partial<Context>, string]>([
  ['no image', { kubernetes: {} }, 'contexts.pods.image | expected the image'],
  ['a relative storage directory', { storageDir: 'runs' }, 'begins with /, got runs'],
  ['files of this machine', { code: 'in-place' }, 'code_dir: /app'],
  ['no repository', { code: 'git' }, 'write git_url'],
  ['GPUs by number', { gpus: '0,1' }, 'contexts.pods.gpus | Kubernetes chooses'],
  ['modules', { setup: { ...setup, modulesToLoad: ['cuda'] } }, 'contexts.pods.modules_to_load'],
  ['links', { setup: { ...setup, link: ['data'] } }, 'volumes: [{path: /data'],
  [
    'a canary that Kueue would release',
    { kubernetes: { image: 'x', kueue_queue: 'q', canary: 1 } },
    'contexts.pods.canary',
  ],
  [
    'root where root is kept out',
    { kubernetes: { image: 'x', pod_security: 'restricted', run_as_user: 0 } },
    'contexts.pods.run_as_user',
  ],
  [
    'a type of GPU',
    { resources: { gpu: { count: 2, type: 'a100' } } },
    'instead of a100:2: gpu: 2, and node_selector',
  ],
  ['two nodes', { resources: { nodes: 2 } }, 'contexts.pods.resources.nodes'],
  ['tasks', { resources: { ntasks: 2 } }, 'contexts.pods.resources.ntasks'],
  ['a partition', { resources: { partition: 'gpu' } }, 'kueue_queue'],
  ['a constraint', { resources: { constraint: 'v100' } }, 'node_selector'],
])('%s is a problem on Kubernetes', (_what, more, text) => {
  const texts = textsOf(pods(more));
  expect(texts).toHaveLength(1);
  expect(texts[0]).toContain(text);
});

test('the image may come from the command line', () => {
  expect(clusterContextProblems([pods({ kubernetes: {} })], { hasImage: true })).toEqual([]);
});

test.each(['local', 'slurm'] as const)('commits are not cloned on %s', (backend) => {
  expect(textsOf(context('a', { backend, code: 'git' }))).toEqual([
    `contexts.a.code | commits are cloned on Kubernetes only, and a is ${backend} | a copy of the files as they are: code: snapshot`,
  ]);
});
