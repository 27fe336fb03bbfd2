import { chmodSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';

const given = (files: { readonly [path: string]: string }): Rig => {
  const rig = createRig();
  rig.write({ 'train.mjs': '', ...files });
  return rig;
};

const penguins = {
  'spec.ts': `import { defineSpec, range } from 'mrunner';
export const spec = defineSpec({
  project: 'penguins', name: 'mlp', script: 'node train.mjs', tags: ['demo'],
  grid: { lr: [0.01, 0.1], hidden: [8, 16], seed: range(3) },
});
`,
};

describe('mrun plan', () => {
  test('says what varies, what is started, where, and that nothing was', async () => {
    await using rig = given(penguins);
    const before = rig.files();
    const { code, stdout, stderr } = await rig.mrun([
      'plan',
      'spec.ts',
      '--parallel',
      '2',
      '--retries',
      '1',
    ]);
    expect(stdout.split('\n')).toEqual([
      'penguins · mlp · 12 experiments            spec.ts › spec',
      '  vary      lr      0.01, 0.1',
      '            hidden  8, 16',
      '            seed    0 … 2',
      '  command   node train.mjs --neptune …/neptune.yaml',
      '  context   local   2 at a time   ./mruns',
      '  code      in place, not in git',
      '  limits    1 retry',
      '  tags      demo',
      '  first     #0   lr=0.01  hidden=8   seed=0',
      '  last      #11  lr=0.1   hidden=16  seed=2',
      'Nothing was started. Run it: mrun run spec.ts --parallel 2 --retries 1',
      '',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(rig.files()).toEqual(before);
    expect(rig.files('../state')).toEqual([]);
  });

  test('of one experiment shows its parameters, since nothing varies', async () => {
    await using rig = given(penguins);
    const { stdout } = await rig.mrun(['plan', 'spec.ts', '--only', '2']);
    expect(stdout).toContain(
      '\n  parameters   lr      0.01\n               hidden  8\n               seed    2\n',
    );
  });

  test('--json gives every run with its command, environment and files', async () => {
    await using rig = given(penguins);
    const { stdout } = await rig.mrun(['plan', 'spec.ts', '--json', '--only', '3']);
    const directory = rig.path('mruns/penguins/<sweep>/runs/03-mlp');
    expect(JSON.parse(stdout)).toEqual({
      runs: [
        {
          index: 3,
          context: 'local',
          project: 'penguins',
          name: 'mlp',
          parameters: { lr: 0.01, hidden: 16, seed: 0 },
          tags: ['demo'],
          command: ['node', 'train.mjs', '--neptune', `${directory}/neptune.yaml`],
          env: expect.objectContaining({
            MRUNNER_UNDER_NEPTUNE: '0',
            RESOURCE_DIR_PATH: directory,
            MRUNNER_RUN_ID: '<sweep>/3',
          }),
          cwd: rig.directory,
          files: [{ path: `${directory}/neptune.yaml`, bytes: expect.any(Number) }],
        },
      ],
      code: { mode: 'in-place', commit: null, changed: [] },
    });
  });

  test('shows every command that occurs, and the context of each member of a composite', async () => {
    await using rig = given({
      'spec.yaml': `composite:
  learner: {script: node train.mjs}
  actor: {script: sh -c true, parameters: {id: 1}}
`,
      'mrunner.yaml':
        'contexts: {big: {parallel: 3}, small: {parallel: 1, resources: {cpu: 2, mem: 16G}}}\n',
    });
    const { stdout, stderr } = await rig.mrun(['plan', 'spec.yaml', '--context', 'big:small']);
    expect(stderr).toBe('');
    expect(stdout).toContain(
      '  command    node train.mjs --neptune …/neptune.yaml\n             sh -c true --neptune',
    );
    expect(stdout).toMatch(
      / {2}context +big {3}.*\n +small {3}.*\n {2}asks for +small {3}2 cpu, 16G\n/,
    );
  });

  test('shows the tags of every command that occurs, and those that the last run has instead', async () => {
    await using rig = given({
      'spec.yaml': `composite:
  learner: {script: node train.mjs, tags: [all, learns]}
  actor: {script: sh -c true, tags: [all]}
`,
      'list.mjs':
        'export const spec = [1, 2, 3].map((id) => ({ script: "sh -c true", tags: ["t" + id], parameters: { id } }));\n',
    });
    const ofMembers = await rig.mrun(['plan', 'spec.yaml']);
    expect(ofMembers.stdout).toMatch(/ {2}tags +all learns\n +all\n/);
    const ofList = await rig.mrun(['plan', 'list.mjs']);
    expect(ofList.stdout).toMatch(/ {2}tags +t1\n +… t3 \(#2\)\n/);
  });

  test('--json shows the PYTHONPATH that a run gets, with the Python of mrunner at its end', async () => {
    await using rig = createRig();
    rig.write({
      'mrunner.yaml': 'contexts: {local: {env: {PYTHONPATH: /context}}}\n',
      'spec.yaml': 'script: sh x\npythonPath: [lib, /abs]\n',
      x: '',
    });
    const { stdout } = await rig.mrun(['plan', 'spec.yaml', '--json']);
    const entries = JSON.parse(stdout).runs[0].env.PYTHONPATH.split(':');
    const own = expect.stringMatching(/\/bundle\/python$/);
    expect(entries).toEqual([rig.path('lib'), '/abs', '/context', own]);
  });

  test('works for every kind of context', async () => {
    await using rig = given({
      ...penguins,
      'mrunner.yaml':
        'contexts: {hpc: {backend: slurm, slurm_url: me@login.hpc, storage_dir: /scratch/me, time: 2h, partition: long}}\n',
    });
    const { code, stdout } = await rig.mrun([
      'plan',
      'spec.ts',
      '--context',
      'hpc',
      '--mem',
      '16G',
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      '  context    hpc   slurm   as many at a time as it can   /scratch/me\n',
    );
    expect(stdout).toContain('  asks for   16G, 2:00:00, partition long\n');
  });

  test('refuses what its place can not do, which is known without asking there', async () => {
    const pods = 'backend: kubernetes, image: lab/train';
    await using rig = given({
      ...penguins,
      'mrunner.yaml': `contexts:
  pods: {${pods}, storage_dir: /work}
  many: {${pods}, resources: {nodes: 2, gpu: "a100:2"}, storage_dir: work, code: in-place}
`,
    });
    const refused = async (...flags: string[]) => {
      const { code, stderr } = await rig.mrun(['plan', 'spec.ts', ...flags]);
      expect(code).toBe(2);
      return stderr.match(/^ {2}(?:#\d+ +)?contexts\.\S+/gm)?.map((line) => line.trim());
    };
    expect(await refused('--context', 'many')).toEqual([
      'contexts.many.storage_dir',
      'contexts.many.code',
      'contexts.many.resources.gpu',
      'contexts.many.resources.nodes',
    ]);
    rig.write({
      'spec.ts': 'export const spec = {script: "node train.mjs", resources: {partition: "a"}};',
    });
    expect(await refused('--context', 'pods')).toEqual(['#0  contexts.pods.resources.partition']);
  });

  test('warns of no program that is elsewhere, and of one whose name is nearly one of here', async () => {
    await using rig = given({
      'mrunner.yaml':
        'contexts: {pods: {backend: kubernetes, image: lab/train, storage_dir: /work}}\n',
    });
    const warnings = async (script: string): Promise<string> => {
      rig.write({ 'spec.yaml': `script: ${script}\n` });
      const { code, stderr } = await rig.mrun(['plan', 'spec.yaml', '--context', 'pods'], {
        env: { PATH: `${rig.env.PATH}:${rig.path('bin')}` },
      });
      expect(code).toBe(0);
      return stderr;
    };
    rig.write({ 'bin/mpirun': '' });
    chmodSync(rig.path('bin/mpirun'), 0o755);
    expect(await warnings('no-such-program-here a')).toBe('');
    expect(await warnings('/opt/no-such/bin/python /app/train.py')).toBe('');
    expect(await warnings('mpirum a')).toContain('Did you mean mpirun?');
  });

  test('of many experiments is quick, and cuts what would be too long', async () => {
    await using rig = given({
      'spec.yaml':
        'script: node train.mjs\ngrid: {seed: {range: 1000}, text: [short, "a text that is far too long to be shown in a table of runs"]}\n',
    });
    const { stdout } = await rig.mrun(['plan', 'spec.yaml']);
    expect(stdout).toContain('2000 experiments');
    expect(stdout).toContain('seed  0, 1, 2, 3, …');
    for (const line of stdout.split('\n').slice(0, -2)) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('a plan for Slurm', () => {
  const config = `contexts:
  hpc:
    backend: slurm
    slurm_url: me@login.nowhere
    storage_dir: /scratch/me
    account: grant
    parallel: 4
    retries: 1
    retry_on: [timeout]
    resources: { cpu: 2, time: 30m }
`;
  const words = ['plan', 'spec.ts', '--context', 'hpc'];

  test('shows how many arrays, what they cost at most, and the very call of sbatch; nobody is asked', async () => {
    await using rig = given({ ...penguins, 'mrunner.yaml': config });
    const { code, stdout, stderr } = await rig.mrun(words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('submit     1 array of 12, 4 at a time: at most 6 machine hours\n');
    expect(stdout).toContain("by Slurm's usual limits");
    const call = stdout.split('\n').find((line) => line.startsWith('sbatch ')) ?? '';
    for (const word of ['--array=0-11%4', '--requeue', '--account=grant', '--time=0:30:00'])
      expect(call.split(' ')).toContain(word);
    expect(stdout).toContain('Run it: mrun run spec.ts --context hpc');
    expect(rig.files('../state')).toEqual([]);
  });

  test('--script shows what Slurm gets, as mrun run -n into a pipe does, and --json has all of it', async () => {
    await using rig = given({ ...penguins, 'mrunner.yaml': config });
    const script = '# The script of context hpc\n#!/bin/sh\n';
    expect((await rig.mrun([...words, '--script'])).stdout).toContain(script);
    expect((await rig.mrun(words)).stdout).not.toContain(script);
    expect((await rig.mrun(['run', ...words.slice(1), '-n'])).stdout).toContain(script);
    const json = await rig.mrun([...words, '--json']);
    const { submit } = JSON.parse(json.stdout);
    expect(submit.batches).toMatchObject([{ context: 'hpc', tasks: 12, throttle: 4 }]);
    expect(submit.commands[0][0]).toBe('sbatch');
  });

  test('with cmd_type: srun says that mrun waits', async () => {
    await using rig = given({ ...penguins, 'mrunner.yaml': config });
    const { stdout } = await rig.mrun([...words, '--cmd_type', 'srun']);
    expect(stdout).toContain('12 runs by srun, 4 at a time; mrun waits for them');
    expect(stdout).toContain('\nsrun ');
  });
});
