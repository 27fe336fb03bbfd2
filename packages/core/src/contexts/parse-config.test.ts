import { expect, test } from 'vitest';
import type { Problem } from '../problems/problem.ts';
import { type ConfigFile, parseConfig } from './parse-config.ts';
import type { Settings } from './setting.ts';

const location = { file: 'mrunner.yaml', directory: '/srv/project' };

const parsed = (text: string): ConfigFile => {
  const result = parseConfig(text, location);
  if (!result.ok) throw Error(JSON.stringify(result.problems));
  return result.value;
};

const problemsOf = (text: string): readonly Problem[] => {
  const result = parseConfig(text, location);
  return result.ok ? [] : result.problems;
};

const valuesOf = (settings: Settings | undefined): { [id: string]: unknown } =>
  Object.fromEntries(Array.from(settings ?? [], ([id, { value }]) => [id, value]));

/** One context, written as the lines below its name. */
const contextOf = (text: string): { [id: string]: unknown } =>
  valuesOf(parsed(`contexts: {a: ${text}}`).contexts.get('a'));

test.each(['', '# nothing yet\n', 'contexts:\ndefaults:\ncurrent_context:\n'])(
  '%j is a file without contexts',
  (text) => {
    expect(parsed(text)).toEqual({
      file: 'mrunner.yaml',
      defaults: new Map(),
      contexts: new Map(),
      notes: [],
    });
  },
);

test('a Slurm file of the old tools loads as it is', () => {
  const file = parsed(`
contexts:
  plgrid:
    name: plgrid
    type: slurm
    storage: /net/scratch/me
    slurm_url: me@pro.cyfronet.pl
    partition: plgrid
    account: mygrant
    log_output_path: /net/logs
    time: 1440
    ntasks: 1
    cpu: 24
    gpu: 1
    mem: 5GB
    nodes: 1
    qos: normal
    nodelist: p[1-3]
    exclude_nodes: p7
    modules_to_load: plgrid/tools/python/3.10 cuda
    after_module_load_cmd: export X=1
    prolog_cmd: nvidia-smi
    sbatch_options: [--mail-type=END]
    cmd_type: sbatch
    requirements_file: requirements.txt
    venv: /net/venv
    conda: base
    singularity_container: docker://me/image
    shebang: '#!/bin/bash'
    env: {OMP_NUM_THREADS: 4, VERSION: 3.10}
    scratch_dir_name: mrunner_scratch
    user_id: me
    neptune: False
    tags: a b
current_context: plgrid
`);
  expect(file.currentContext).toMatchObject({ name: 'plgrid', path: 'current_context' });
  expect(valuesOf(file.contexts.get('plgrid'))).toEqual({
    backend: 'slurm',
    storage_dir: '/net/scratch/me',
    slurm_url: 'me@pro.cyfronet.pl',
    'resources.partition': 'plgrid',
    account: 'mygrant',
    log_output_path: '/net/logs',
    'resources.time': 86400,
    'resources.ntasks': 1,
    'resources.cpu': 24,
    'resources.gpu': { count: 1 },
    'resources.mem': 5120,
    'resources.nodes': 1,
    qos: 'normal',
    nodelist: 'p[1-3]',
    exclude_nodes: 'p7',
    modules_to_load: ['plgrid/tools/python/3.10', 'cuda'],
    after_module_load_cmd: 'export X=1',
    prolog_cmd: 'nvidia-smi',
    sbatch_options: ['--mail-type=END'],
    cmd_type: 'sbatch',
    requirements_file: 'requirements.txt',
    venv: '/net/venv',
    conda: 'base',
    singularity_container: 'docker://me/image',
    shebang: '#!/bin/bash',
    'env.OMP_NUM_THREADS': '4',
    'env.VERSION': '3.10',
    scratch_dir_name: 'mrunner_scratch',
    user_id: 'me',
    neptune: false,
    tags: ['a', 'b'],
  });
});

test('a Kubernetes file of the old tools loads as it is', () => {
  const text = `
contexts:
  gke:
    context_name: gke
    backend_type: kubernetes
    storage_dir: /storage
    registry_url: https://eu.gcr.io
    google_project_id: project-1
    default_pvc_size: 10Gi
    base_image: python:3.6
    requirements_file: requirements.txt
    neptune: yes
    resources: cpu=4 mem=2G gpu=1 tpu=8
`;
  expect(valuesOf(parsed(text).contexts.get('gke'))).toEqual({
    backend: 'kubernetes',
    storage_dir: '/storage',
    registry_url: 'https://eu.gcr.io',
    google_project_id: 'project-1',
    default_pvc_size: '10Gi',
    image: 'python:3.6',
    requirements_file: 'requirements.txt',
    neptune: true,
    'resources.cpu': 4,
    'resources.mem': 2048,
    'resources.gpu': { count: 1 },
    'resources.tpu': 8,
  });
});

test.each([
  ['{mem: 512}', { 'resources.mem': 512 }],
  ['{time: "1:30:00"}', { 'resources.time': 5400 }],
  ['{time: 1:30:00}', { 'resources.time': 5400 }],
  ['{resources: {mem: 1G, partition: 7}}', { 'resources.mem': 1024, 'resources.partition': '7' }],
  ['{timeout: 90}', { timeout: 5400 }],
  ['{grace: 5, warn_before: 120}', { grace: 5, warn_before: 120 }],
  ['{grace: 0}', { grace: 0 }],
  ['{parallel: auto}', { parallel: 'auto' }],
  ['{parallel: "4"}', { parallel: 4 }],
  ['{gpus: [0, 1]}', { gpus: '0,1' }],
  ['{gpus: 0}', { gpus: '0' }],
  ['{retry_on: "oom, node"}', { retry_on: ['oom', 'node'] }],
  ['{env_file: my secrets.env}', { env_file: ['my secrets.env'] }],
  ['{link: [node_modules, data/raw]}', { link: ['node_modules', 'data/raw'] }],
  ['{backend: slurm, pack: none, canary: 2}', { backend: 'slurm', pack: 'none', canary: 2 }],
  ['{env: {EMPTY: ""}}', { 'env.EMPTY': '' }],
  ['{venv: , env: , tags: }', { venv: undefined, tags: [] }],
])('%s is read as %j', (text, values) => {
  expect(contextOf(text)).toEqual(values);
});

test.each([
  ['mem: 16 gigs', 'a.mem', 'expected a size such as 16G or 512M, got "16 gigs"'],
  ['time: later', 'a.time', 'expected a time such as 90m, 2h or 1:30:00, got "later"'],
  ['parallel: many', 'a.parallel', 'expected auto or a whole number above 0, got "many"'],
  ['parallel: 0', 'a.parallel', 'expected auto or a whole number above 0, got 0'],
  ['retries: -1', 'a.retries', 'expected a whole number, 0 or more, got -1'],
  ['code: copy', 'a.code', 'expected snapshot, in-place or git, got "copy"'],
  ['neptune: maybe', 'a.neptune', 'expected true or false, got "maybe"'],
  ['storage_dir: [a]', 'a.storage_dir', 'expected a path, got a list'],
  ['storage_dir: ~ann/runs', 'a.storage_dir', 'expected a path, got "~ann/runs"'],
  ['gpus: two of them', 'a.gpus', 'expected auto, or GPUs such as 0,2-5, got "two of them"'],
  ['link: [/data]', 'a.link[0]', 'expected a path inside the project, such as node_modules'],
  ['link: ../data', 'a.link', 'expected a path inside the project, such as node_modules'],
  ['secrets: [MY-KEY]', 'a.secrets[0]', 'expected the name of an environment variable'],
  ['tags: {a: 1}', 'a.tags', 'expected a list such as [text, …], got a map'],
  ['modules_to_load: "a \'b c\'"', 'a.modules_to_load', 'expected a list such as [text, …]'],
  ['env: [A=1]', 'a.env', 'expected a map of names and texts, got a list'],
  ['env: {1A: x}', 'a.env["1A"]', 'expected the name of an environment variable, got "1A"'],
  ['env: {A: [1]}', 'a.env.A', 'expected text, got a list'],
  ['resources: mem:2G', 'a.resources', 'expected words such as mem=2G, got "mem:2G"'],
  ['resources: cpu=x', 'a.resources.cpu', 'expected a whole number above 0, got "x"'],
  ['resources: 4', 'a.resources', 'expected a map such as {cpu: 4, mem: 16G}, got 4'],
  ['slurm_url: -oProxyCommand=x', 'a.slurm_url', 'expected a host such as me@login.hpc'],
])('%s is a problem with its place', (line, path, message) => {
  expect(problemsOf(`contexts:\n  a:\n    ${line}\n`)).toMatchObject([
    {
      kind: 'value',
      path: `contexts.${path}`,
      message: expect.stringContaining(message),
      position: { file: 'mrunner.yaml', line: 3, excerpt: ['  a:', `    ${line}`] },
    },
  ]);
});

test.each([
  ['storageDir: x', 'storage_dir'],
  ['storage-dir: x', 'storage_dir'],
  ['memory: 4G', 'mem'],
  ['cores: 4', 'cpu'],
  ['paralel: 4', 'parallel'],
  ['resources: {gpuu: 4}', 'gpu'],
  ['resource: {gpu: 4}', 'resources'],
  ['venv_path: x', 'venv'],
])('%s is an unknown key that suggests %s', (line, suggestion) => {
  expect(problemsOf(`defaults:\n  ${line}\n`)).toMatchObject([
    { kind: 'unknown-key', suggestion, position: { line: 2 } },
  ]);
});

test('a name that every object has is an unknown key like others', () => {
  expect(problemsOf('defaults: {constructor: 1, __proto__: 2, toString: 3}')).toMatchObject([
    { message: 'unknown key constructor' },
    { message: 'unknown key __proto__' },
    { message: 'unknown key toString' },
  ]);
});

test.each([
  ['storage: a\n  storage_dir: b', 'storage_dir and storage are the same: keep one of them'],
  ['cpu: 1\n  resources: {cpu: 2}', 'resources.cpu and cpu are the same: keep one of them'],
])('two names of one key at once are a conflict', (lines, message) => {
  expect(problemsOf(`defaults:\n  ${lines}\n`)).toMatchObject([
    { kind: 'conflict', message, position: { line: 3 } },
  ]);
});

test('a key of another backend is a problem that says whose it is', () => {
  expect(
    problemsOf('contexts:\n  a: {backend: local, slurm_url: x, base_image: y}\n'),
  ).toMatchObject([
    {
      kind: 'conflict',
      path: 'contexts.a.slurm_url',
      message: 'slurm_url is for slurm, and the context a is local',
      details: ['remove slurm_url, or write backend: slurm'],
      position: { column: 23, length: 9 },
    },
    { path: 'contexts.a.base_image' },
  ]);
});

test('defaults may have keys of every backend', () => {
  expect(problemsOf('defaults: {account: x, base_image: y, backend: local}')).toEqual([]);
});

test('an unknown backend suggests the nearest', () => {
  expect(problemsOf('contexts: {a: {backend: slrum}}')).toMatchObject([
    { message: 'expected local, slurm or kubernetes, got "slrum"', suggestion: 'slurm' },
  ]);
});

test.each([
  ['current_contxt: a', 'unknown key current_contxt', 'current_context'],
  ['contexts: [a]', 'expected a map of contexts, got a list', undefined],
  ['contexts: {a: 1}', 'expected a map of keys such as backend: local, got 1', undefined],
  ['[a]', 'expected defaults, contexts and current_context, got a list', undefined],
  ['current_context: [a]', 'expected the name of a context, got a list', undefined],
  ['contexts: {"a:b": {}}', 'expected a name without colons, got "a:b"', undefined],
  ['contexts: {a: 1', 'and end with a }', undefined],
])('%s is no file of contexts', (text, message, suggestion) => {
  expect(problemsOf(text)).toMatchObject([
    {
      message: expect.stringContaining(message),
      position: { line: 1 },
      ...(suggestion !== undefined && { suggestion }),
    },
  ]);
});

test('keys of a context at the top say where they belong', () => {
  expect(problemsOf('backend: slurm')[0]?.details).toEqual([
    'write it below defaults, or below a context in contexts',
  ]);
});

test('everything that is wrong is reported at once, from the top down', () => {
  const problems = problemsOf(`
current: a
contexts:
  a: {backend: slrum, mem: 16 gigs}
  b: {grace: soon}
defaults: {storageDir: x}
`);
  expect(problems.map(({ position }) => position?.line)).toEqual([2, 4, 4, 5, 6]);
});
