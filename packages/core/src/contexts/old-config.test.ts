import { expect, test } from 'vitest';
import { builtInConfig } from './built-in.ts';
import type { Context } from './context.ts';
import { mergeContext } from './merge-context.ts';
import { type ConfigFile, parseConfig } from './parse-config.ts';

const parsed = (text: string): ConfigFile => {
  const result = parseConfig(text, { file: 'config.yaml', directory: '/home/ann/.config/mrunner' });
  if (!result.ok) throw Error(JSON.stringify(result.problems));
  return result.value;
};

const merged = (text: string, name: string): Context => {
  const result = mergeContext(
    { name, path: '--context' },
    {
      builtIn: builtInConfig('/home/ann/mruns'),
      user: parsed(text),
      home: '/home/ann',
      workingDirectory: '/home/ann',
    },
  );
  if (!result.ok) throw Error(JSON.stringify(result.problems));
  return result.value.context;
};

const notesOf = (text: string): readonly string[] =>
  parsed(text).notes.map(({ note }) => `${note.path}: ${note.message}`);

/** A context on a cluster with one more line. */
const slurmWith = (line: string): string => `
contexts:
  c:
    backend_type: slurm
    slurm_url: ann@login.example
    storage_dir: /net/ann
    ${line}
`;

// As PyYAML writes it: sorted keys, lists not indented, everything indented by one as in files that were pasted.
const dumped = ` contexts:
   gke.sandbox:
     backend_type: kubernetes
     context_name: gke.sandbox
     neptune: true
     registry_url: https://gcr.example
     resources:
       cpu: '4'
       mem: 2G
       tpu: '1'
     storage_dir: /storage
   plain_cpu:
     account: grant1
     backend_type: slurm
     cmd_type: srun
     context_name: copied_from_another
     modules_to_load:
     - tools/python/3.6.5
     - tools/openmpi/3.0.0-gcc-4.9.2
     neptune: true
     partition: plgrid
     resources:
       cpu: 2
       mem: 5G
     slurm_url: ann@pro.example
     storage_dir: $SCRATCH/ann
     time: 59
     user_id: ann
     venv: /net/people/ann/env
 current_context: ''
`;

test('a file as the old tools wrote it loads as it is', () => {
  expect(parsed(dumped).currentContext).toBeUndefined();
  expect(notesOf(dumped)).toEqual([
    'contexts["gke.sandbox"].registry_url: nothing uses it: image names its registry itself',
  ]);
  expect(merged(dumped, 'plain_cpu')).toMatchObject({
    name: 'plain_cpu',
    backend: 'slurm',
    storageDir: '$SCRATCH/ann',
    neptune: true,
    resources: { cpu: 2, mem: 5120, partition: 'plgrid', time: 59 * 60 },
    setup: {
      modulesToLoad: ['tools/python/3.6.5', 'tools/openmpi/3.0.0-gcc-4.9.2'],
      venv: '/net/people/ann/env',
    },
    slurm: { account: 'grant1', cmd_type: 'srun', slurm_url: 'ann@pro.example', user_id: 'ann' },
  });
  expect(merged(dumped, 'gke.sandbox')).toMatchObject({
    backend: 'kubernetes',
    storageDir: '/storage',
    resources: { cpu: 4, mem: 2048 },
    kubernetes: { registry_url: 'https://gcr.example', tpu: 1 },
  });
});

test.each([
  ['account: g', { slurm: { account: 'g' } }],
  ['log_output_path: /net/log', { slurm: { log_output_path: '/net/log' } }],
  ['time: 60', { resources: { time: 3600 } }],
  ['time: "60"', { resources: { time: 3600 } }],
  ['time: 1:30:00', { resources: { time: 5400 } }],
  ['time: 1-12:00:00', { resources: { time: 129_600 } }],
  ['time: 3600000', { resources: { time: 216_000_000 } }],
  ['ntasks: "2"', { resources: { ntasks: 2 } }],
  ['cpu: "8"', { resources: { cpu: 8 } }],
  ['gpu: a100:2', { resources: { gpu: { type: 'a100', count: 2 } } }],
  ['gpu: 0', { resources: { gpu: { count: 0 } } }],
  ['mem: 20G', { resources: { mem: 20_480 } }],
  ['mem: 4000', { resources: { mem: 4000 } }],
  ['nodes: 1', { resources: { nodes: 1 } }],
  ['resources: "mem=2G cpu=4"', { resources: { mem: 2048, cpu: 4 } }],
  ['resources: "mem=2G,cpu=4, gpu=1"', { resources: { mem: 2048, cpu: 4, gpu: { count: 1 } } }],
  ['resources: {}', { resources: {} }],
  ['qos: high', { slurm: { qos: 'high' } }],
  ['nodelist: p[1-3]', { slurm: { nodelist: 'p[1-3]' } }],
  ['exclude_nodes: p7,p8', { slurm: { exclude_nodes: 'p7,p8' } }],
  ['modules_to_load: a/1 b/2', { setup: { modulesToLoad: ['a/1', 'b/2'] } }],
  [
    'modules_to_load: [GCCcore/13.2.0 Python/3.11.5, ml a/1, module load b  c/2, d]',
    { setup: { modulesToLoad: ['GCCcore/13.2.0', 'Python/3.11.5', 'a/1', 'b', 'c/2', 'd'] } },
  ],
  ['modules_to_load: module load a/1 b/2', { setup: { modulesToLoad: ['a/1', 'b/2'] } }],
  ['modules_to_load: [mlx, module]', { setup: { modulesToLoad: ['mlx', 'module'] } }],
  ['modules_to_load:', { setup: { modulesToLoad: [] } }],
  ['after_module_load_cmd: export A=1', { slurm: { after_module_load_cmd: 'export A=1' } }],
  ['prolog_cmd: source x.sh', { setup: { prologCommand: 'source x.sh' } }],
  ['sbatch_options: --a=1 --b', { slurm: { sbatch_options: ['--a=1', '--b'] } }],
  ['cmd_type: srun', { slurm: { cmd_type: 'srun' } }],
  ['requirements_file: r.txt', { setup: { requirementsFile: 'r.txt' } }],
  ['conda: base', { setup: { conda: 'base' } }],
  ['shebang: "#!/bin/bash -l"', { slurm: { shebang: '#!/bin/bash -l' } }],
  ['env: {A: 1, B: yes, C: 3.10}', { setup: { env: { A: '1', B: 'yes', C: '3.10' } } }],
  ['scratch_dir: mine', { slurm: { scratch_dir_name: 'mine' } }],
  ['scratch_dir_name: mine', { slurm: { scratch_dir_name: 'mine' } }],
  ['tags: a b', { tags: ['a', 'b'] }],
  ['neptune: False', { neptune: false }],
  ['neptune: "no"', { neptune: false }],
  [
    'singularity_container: --nv -H $PWD:/home -B $TMPDIR:/tmp /net/nle.sif',
    { slurm: { singularity_container: '--nv -H $PWD:/home -B $TMPDIR:/tmp /net/nle.sif' } },
  ],
  ["account: !!python/unicode 'g'", { slurm: { account: 'g' } }],
  ["modules_to_load: !!python/tuple ['a']", { setup: { modulesToLoad: ['a'] } }],
])('%s becomes %j', (line, context) => {
  expect(merged(slurmWith(line), 'c')).toMatchObject(context);
});

test.each(['after_module_load_cmd', 'prolog_cmd', 'account', 'conda', 'venv', 'shebang'])(
  "%s: '' is nothing, as the old tools had it",
  (key) => {
    const { setup, slurm } = merged(slurmWith(`${key}: ''`), 'c');
    expect({ ...setup, ...slurm }).not.toHaveProperty(key);
  },
);

test.each(['registry_password: x', 'cache_dir_name: x', 'exclude: [a]', 'with_mpi: true'])(
  '%s is read over with a note',
  (line) => {
    const [key = ''] = line.split(':');
    const notes = notesOf(slurmWith(line));
    expect(notes).toEqual([expect.stringContaining(`contexts.c.${key}: `)]);
    expect(notes[0]).not.toContain(' x');
  },
);

test('a variable in the value of one is said to stay as it is', () => {
  expect(notesOf(slurmWith('env: {PATH: "$HOME/bin:$PATH", A: 5$}'))).toEqual([
    expect.stringContaining('contexts.c.env.PATH: $HOME is not filled in here'),
  ]);
});

test('options of singularity are no path, also where Slurm is on this machine', () => {
  const here = (image: string) =>
    merged(`contexts: {c: {backend: slurm, singularity_container: "${image}"}}`, 'c').slurm
      .singularity_container;
  expect(here('--nv -B $X:/x img.sif')).toBe('--nv -B $X:/x img.sif');
  expect(here('./img.sif')).toBe('/home/ann/.config/mrunner/img.sif');
});

test('a Python object in a file is refused', () => {
  const result = parseConfig(slurmWith('env: !!python/object:path.Path {a: 1}'), {
    file: 'config.yaml',
    directory: '/',
  });
  expect(result.ok ? [] : result.problems).toMatchObject([
    { kind: 'syntax', message: expect.stringContaining('a Python object'), position: { line: 7 } },
  ]);
});
