import { expect, test } from 'vitest';
import { builtInConfig } from './built-in.ts';
import { chooseContextName } from './choose-context.ts';
import { effectiveResources } from './effective-resources.ts';
import { type ContextSources, type MergedContext, mergeContext } from './merge-context.ts';
import { type ConfigFile, parseConfig } from './parse-config.ts';

const fileOf = (text: string, file: string, directory: string): ConfigFile => {
  const result = parseConfig(text, { file, directory });
  if (!result.ok) throw Error(JSON.stringify(result.problems));
  return result.value;
};

const userFile = (text: string): ConfigFile =>
  fileOf(text, '~/.config/mrunner/config.yaml', '/home/ann/.config/mrunner');

const projectFile = (text: string): ConfigFile => fileOf(text, 'mrunner.yaml', '/srv/project');

const base: ContextSources = {
  builtIn: builtInConfig('/srv/project/mruns'),
  home: '/home/ann',
  workingDirectory: '/srv/project/specs',
};

const named = (name: string) => ({ name, path: '--context' });

const merged = (name: string, sources: Partial<ContextSources>): MergedContext => {
  const result = mergeContext(named(name), { ...base, ...sources });
  if (!result.ok) throw Error(JSON.stringify(result.problems));
  return result.value;
};

const problemsOf = (name: string, sources: Partial<ContextSources>) => {
  const result = mergeContext(named(name), { ...base, ...sources });
  return result.ok ? [] : result.problems;
};

test('without any file there is the context local', () => {
  expect(merged('local', {}).context).toEqual({
    name: 'local',
    backend: 'local',
    storageDir: '/srv/project/mruns',
    resources: {},
    parallel: 1,
    code: 'in-place',
    onLost: 'rerun',
    retries: 0,
    retryOn: ['exit', 'signal', 'timeout', 'oom', 'preempted', 'node', 'interrupted', 'lost'],
    grace: 10,
    neptune: false,
    tags: [],
    isolate: false,
    setup: { env: {}, envFiles: [], secrets: [], modulesToLoad: [], link: [] },
    slurm: {},
    kubernetes: {},
  });
});

test('the context local stays on this machine whatever the defaults say', () => {
  const user = userFile('defaults: {backend: slurm, account: x}');
  expect(merged('local', { user }).context).toMatchObject({ backend: 'local', slurm: {} });
});

test('each layer wins over the ones before it, and says so', () => {
  const user = userFile(`
defaults: {grace: 1, retries: 1, timeout: 1, parallel: 2, python: py1, code: snapshot}
contexts: {gpu: {timeout: 3, parallel: 3, python: py3}}
`);
  const project = projectFile(`
defaults: {retries: 2, timeout: 2, parallel: 2, python: py2}
contexts: {gpu: {parallel: 4, python: py4}}
`);
  const { context, origins } = merged('gpu', { user, project, flags: { parallel: '5' } });
  expect(context).toMatchObject({
    neptune: false,
    grace: 1,
    retries: 2,
    timeout: 180,
    python: 'py4',
    parallel: 5,
  });
  const user_ = '~/.config/mrunner/config.yaml';
  expect(origins).toMatchObject({
    neptune: { value: false, from: 'built in' },
    storage_dir: { value: '/srv/project/mruns', from: 'built in' },
    grace: { value: 1, text: '1s', from: `${user_} defaults` },
    retries: { from: 'mrunner.yaml defaults' },
    timeout: { value: 180, text: '0:03:00', from: `${user_} contexts.gpu` },
    python: { from: 'mrunner.yaml contexts.gpu' },
    parallel: { value: 5, text: '5', from: 'flag --parallel' },
  });
});

test('maps are merged by key, lists replaced and tags united, each with its origin', () => {
  const user = userFile('defaults: {env: {A: 1, B: 1}, tags: [a, b], modules_to_load: [m]}');
  const project = projectFile(`
contexts: {gpu: {env: {B: 2}, tags: [b, c], modules_to_load: [n], mem: 1G}}
`);
  const { context, origins } = merged('gpu', { user, project, flags: { tags: ['d'] } });
  expect(context).toMatchObject({
    tags: ['a', 'b', 'c', 'd'],
    setup: { env: { A: '1', B: '2' }, modulesToLoad: ['n'] },
  });
  expect(origins).toMatchObject({
    'env.A': { value: '1', from: '~/.config/mrunner/config.yaml defaults' },
    'env.B': { value: '2', from: 'mrunner.yaml contexts.gpu' },
    'resources.mem': { value: 1024, text: '1G' },
    tags: {
      text: 'a, b, c, d',
      from: '~/.config/mrunner/config.yaml defaults, mrunner.yaml contexts.gpu, flag --tags',
    },
  });
});

test('a key with nothing behind it takes back what the defaults said', () => {
  const project = projectFile('defaults: {venv: x, grace: 3}\ncontexts: {a: {venv: , grace: }}');
  const { context } = merged('a', { project });
  expect(context.setup).not.toHaveProperty('venv');
  expect(context.grace).toBe(10);
});

test('relative paths start from the file that names them', () => {
  const user = userFile('defaults: {storage_dir: runs, env_file: [~/keys.env, .env]}');
  const project = projectFile('contexts: {a: {venv: ../.venv, python: ./py, conda: base}}');
  expect(merged('a', { user, project }).context).toMatchObject({
    storageDir: '/home/ann/.config/mrunner/runs',
    python: '/srv/project/py',
    setup: {
      envFiles: ['/home/ann/keys.env', '/home/ann/.config/mrunner/.env'],
      venv: '/srv/.venv',
      conda: 'base',
    },
  });
});

test('paths on another machine stay as they are written, files of secrets are on this one', () => {
  const project = projectFile(`
contexts:
  hpc:
    backend: slurm
    slurm_url: ann@login
    storage_dir: $SCRATCH/mrunner
    venv: ~/venv
    env_file: .env
`);
  const { context } = merged('hpc', { project });
  expect(context).toMatchObject({
    storageDir: '$SCRATCH/mrunner',
    code: 'snapshot',
    parallel: 'auto',
    setup: { venv: '~/venv', envFiles: ['/srv/project/.env'] },
    slurm: { slurm_url: 'ann@login', cmd_type: 'sbatch', pack: 'none' },
  });
});

test('a variable in a path on this machine is a problem', () => {
  const project = projectFile('contexts: {a: {storage_dir: $HOME/runs}}');
  expect(problemsOf('a', { project })).toMatchObject([
    {
      path: 'contexts.a.storage_dir',
      message: 'expected a path, got $HOME/runs: variables are not filled in here',
      position: { line: 1, column: 29 },
    },
  ]);
});

test.each([
  ['backend: slurm, slurm_url: ann@login', 'expected a directory on ann@login, got none'],
  ['backend: kubernetes', 'expected a directory on the volume that runs see, got none'],
])('a context with {%s} needs a storage directory', (keys, message) => {
  const project = projectFile(`contexts: {far: {${keys}}}`);
  expect(problemsOf('far', { project })).toMatchObject([
    { kind: 'missing', path: 'contexts.far.storage_dir', message },
  ]);
});

test('Slurm on this machine keeps its runs where local runs are', () => {
  const project = projectFile('contexts: {here: {backend: slurm}}');
  expect(merged('here', { project }).context.storageDir).toBe('/srv/project/mruns');
});

const plgrid = {
  PLGRID_USERNAME: 'plgann',
  PLGRID_HOST: 'pro.cyfronet.pl',
  MRUNNER_SCRATCH_SPACE: '/net/scratch/ann',
};

test('a Slurm context takes host, user and directory from the variables of the old dispatcher', () => {
  const project = projectFile('contexts: {hpc: {backend: slurm}}');
  const { context, origins } = merged('hpc', { project, variables: plgrid });
  expect(context).toMatchObject({
    storageDir: '/net/scratch/ann',
    slurm: { slurm_url: 'plgann@pro.cyfronet.pl' },
  });
  expect(origins.slurm_url?.from).toBe('variable PLGRID_USERNAME and PLGRID_HOST');
  expect(origins.storage_dir?.from).toBe('variable MRUNNER_SCRATCH_SPACE');
});

test('what the context itself says comes over those variables, defaults of all contexts below', () => {
  const project = projectFile(
    'defaults: {storage_dir: /all, account: x}\ncontexts: {own: {backend: slurm, slurm_url: bob@login, storage_dir: /own}, hpc: {backend: slurm}}',
  );
  const own = merged('own', { project, variables: plgrid }).context;
  expect(own).toMatchObject({ storageDir: '/own', slurm: { slurm_url: 'bob@login' } });
  expect(merged('hpc', { project, variables: plgrid }).context.storageDir).toBe('/net/scratch/ann');
});

test.each([
  ['a host alone', { PLGRID_HOST: 'login' }, 'login'],
  ['a host with its user', { PLGRID_USERNAME: 'ann', PLGRID_HOST: 'bob@login' }, 'bob@login'],
  ['a user alone', { PLGRID_USERNAME: 'ann' }, undefined],
  ['empty variables', { PLGRID_USERNAME: '', PLGRID_HOST: '' }, undefined],
])('%s says where to ssh as far as it goes', (_, variables, url) => {
  const project = projectFile('contexts: {hpc: {backend: slurm, storage_dir: /s}}');
  expect(merged('hpc', { project, variables }).context.slurm.slurm_url).toBe(url);
});

test('contexts that are not on Slurm do not look at those variables', () => {
  const wrong = { ...plgrid, PLGRID_HOST: '-oProxyCommand=x' };
  expect(merged('local', { variables: wrong }).context.storageDir).toBe('/srv/project/mruns');
});

test('a wrong variable is a problem that names it', () => {
  const project = projectFile('contexts: {hpc: {backend: slurm}}');
  expect(problemsOf('hpc', { project, variables: { PLGRID_HOST: '-oProxyCommand=x' } })).toEqual([
    expect.objectContaining({ path: 'PLGRID_HOST' }),
  ]);
});

test('what defaults say for another backend is left out', () => {
  const project = projectFile('defaults: {account: x, base_image: y}\ncontexts: {a: {}}');
  const { context, origins } = merged('a', { project });
  expect(context).toMatchObject({ slurm: {}, kubernetes: {} });
  expect(Object.keys(origins)).not.toContain('account');
});

test('a key of a backend that another file chose is a problem', () => {
  const user = userFile('contexts: {a: {slurm_url: x}}');
  expect(problemsOf('a', { user })).toMatchObject([
    {
      kind: 'conflict',
      message: 'slurm_url is for slurm, and the context a is local',
      position: { file: '~/.config/mrunner/config.yaml' },
    },
  ]);
});

test('flags are checked like files, and all their problems are reported', () => {
  const flags = { parallel: 'x', mem: '1 gig', cmd_type: 'srun', time: undefined };
  expect(problemsOf('local', { flags })).toMatchObject([
    { path: '--parallel', message: 'expected auto or a whole number above 0, got "x"' },
    { path: '--mem', message: expect.stringContaining('got "1 gig"') },
    {
      path: '--cmd_type',
      message: 'cmd_type is for slurm, and the context local is local',
      details: ['leave out --cmd-type, or choose a context with backend: slurm'],
    },
  ]);
});

test('an unknown context lists those that exist, by file', () => {
  const user = userFile('contexts: {hpc: {}}');
  const project = projectFile('contexts: {gpu: {}, laptop: {}}');
  expect(problemsOf('gpo', { user, project })).toEqual([
    {
      kind: 'missing',
      path: '--context',
      message: 'no context is named gpo',
      suggestion: 'gpu',
      details: [
        'mrunner.yaml: gpu, laptop',
        '~/.config/mrunner/config.yaml: hpc',
        'built in: local',
      ],
    },
  ]);
});

test('an unknown current_context is shown where it stands', () => {
  const project = projectFile('contexts: {gpu: {}}\ncurrent_context: gup\n');
  const result = mergeContext(chooseContextName(undefined, project, undefined), {
    ...base,
    project,
  });
  expect(result).toMatchObject({
    problems: [{ path: 'current_context', suggestion: 'gpu', position: { line: 2, column: 18 } }],
  });
});

test.each([
  ['the flag', 'flagged', 'current_context: p', 'current_context: u', 'flagged'],
  ['the project', undefined, 'current_context: p', 'current_context: u', 'p'],
  ['the user', undefined, 'contexts: {a: {}}', 'current_context: u', 'u'],
  ['the only context of the project', undefined, 'contexts: {a: {}}', 'contexts: {b: {}}', 'a'],
  [
    'nobody, when the only context is a cluster,',
    undefined,
    'contexts: {a: {backend: slurm}}',
    '',
    'local',
  ],
  [
    'nobody, when defaults make it one,',
    undefined,
    'defaults: {backend: slurm}\ncontexts: {a: {}}',
    '',
    'local',
  ],
  ['nobody, of two contexts,', undefined, 'contexts: {a: {}, b: {}}', '', 'local'],
  ['nobody, with a context of the user,', undefined, '', 'contexts: {b: {}}', 'local'],
])('%s chooses the context', (_, flag, project, user, name) => {
  expect(chooseContextName(flag, projectFile(project), userFile(user)).name).toBe(name);
});

test('resources come from the flag, else from the experiment, else from the context', () => {
  const project = projectFile('contexts: {a: {cpu: 1, mem: 1G, time: 60}}');
  const { context, flagResources } = merged('a', { project, flags: { time: '2h' } });
  const experiment = { resources: { mem: 2048, time: 60 } };
  expect(effectiveResources(context, experiment, flagResources)).toEqual({
    cpu: 1,
    mem: 2048,
    time: 7200,
  });
});
