import { describe, expect, test } from 'vitest';
import { hasPython } from '../../core/test/pythons.ts';
import { createRig, type Finished, type Rig } from './rig/rig.ts';

const given = (files: { readonly [path: string]: string }): Rig => {
  const rig = createRig();
  rig.write(files);
  return rig;
};

/** Four runs, one of them failing, and a composite of three. */
const files = {
  'exps/grid.yaml':
    'project: birds\nname: grid\nscript: sh exps/say.sh\nargs: none\ngrid: {i: {range: 4}}\ntags: [own]\n',
  'exps/say.sh':
    'echo "run $MRUNNER_RUN_INDEX"\nif [ "$MRUNNER_RUN_INDEX" = 2 ]; then exit 3; fi\n',
  'exps/duel.yaml': `
name: duel
composite:
  - {script: sh exps/say.sh, args: none, resources: {cpu: 1, mem: 2G}}
  - {script: sh exps/say.sh, args: none}
  - {script: sh exps/say.sh, args: none}
onFailure: continue
`,
};

const clusters = {
  'mrunner.yaml': `
contexts:
  local: {backend: local}
  plgrid: {backend: slurm, slurm_url: me@login.hpc, storage_dir: /scratch/me, resources: {cpu: 24}}
  kube: {backend: kubernetes, storage_dir: /data, base_image: lab/base}
  cuda: {backend: kubernetes, storage_dir: /data, base_image: lab/cuda}
`,
};

interface Shown {
  readonly tags: readonly string[];
  readonly context: string;
  readonly resources: { readonly [name: string]: unknown };
}

const show = async (rig: Rig, run: string): Promise<Shown> =>
  JSON.parse((await rig.mrun(['show', run, '--json'])).stdout) as Shown;

const linesOf = ({ stdout }: Finished): string[] => stdout.split('\n');

describe('mrun dispatch', () => {
  test('prints the commands, runs them, and ends with their number; the exit code is that of mrun run', async () => {
    await using rig = given(files);
    const finished = await rig.mrun(['dispatch', '--ex', 'exps/grid.yaml']);
    const lines = linesOf(finished);
    expect(lines[0]).toMatch(/^birds · grid · 4 runs → mruns\/birds\/\d{8}-\d{4}-\w+-\w+$/);
    expect(lines.slice(1, 5)).toEqual(Array.from({ length: 4 }, () => '  sh exps/say.sh'));
    expect(lines).toContain('#0 i=0  started');
    expect(lines.at(-2)).toBe('Run 4 in total.');
    expect(finished.code).toBe(1);
  });

  test('gives every run the tags of the file, the place, the group and the job, and those that are added', async () => {
    await using rig = given(files);
    const words = ['dispatch', '--ex', 'exps/grid.yaml', '--limit', '2', '--add_tags', 'a', 'b c'];
    expect((await rig.mrun(words)).code).toBe(0);
    const [first, second] = [await show(rig, '0'), await show(rig, '1')];
    expect(first.tags).toEqual([
      'own',
      'local',
      'grid',
      expect.stringMatching(/^group_tag_[a-z]+_[a-z]+$/),
      expect.stringMatching(/^job_tag_[a-z0-9]{7}$/),
      'a',
      'b c',
    ]);
    expect(second.tags).toEqual(first.tags);
  });

  test('gives each member of a composite its element of a colon list, also when it is tried again', async () => {
    await using rig = given(files);
    const words = ['dispatch', '--ex', 'exps/duel.yaml', '--cores', '4:2', '--parallel', '3'];
    const asked = ['--timelimit', '010000:24:00:00', '--partition', 'long', '--ntasks', '1:2:3'];
    expect((await rig.mrun([...words, ...asked])).code).toBe(1);
    const resources = async () =>
      (await Promise.all(['0', '1', '2'].map((run) => show(rig, run)))).map(
        (shown) => shown.resources,
      );
    const wanted = [
      { cpu: 4, mem: 2048, time: 3600, partition: 'long', ntasks: 1 },
      { cpu: 2, time: 86400, partition: 'long', ntasks: 2 },
      { cpu: 2, time: 86400, partition: 'long', ntasks: 3 },
    ];
    expect(await resources()).toEqual(wanted);
    expect((await rig.mrun(['retry', '--failed', '--cpu', '1'])).code).toBe(1);
    expect(await resources()).toEqual([...wanted.slice(0, 2), { ...wanted[2], cpu: 1 }]);
  });

  test('shuffles, then limits; the order is kept by its seed', async () => {
    await using rig = given(files);
    const words = ['dispatch', '--ex', 'exps/grid.yaml', '--shuffle=4', '--limit=3', '--json'];
    const indexes = async (): Promise<number[]> => {
      const { runs } = JSON.parse((await rig.mrun(words)).stdout) as { runs: { index: number }[] };
      return runs.map(({ index }) => index);
    };
    const first = await indexes();
    expect(new Set(first).size).toBe(3);
    expect(await indexes()).toEqual(first);
  });

  test('is a sweep as any other: status, retry and detaching work', async () => {
    await using rig = given(files);
    const started = await rig.mrun(['dispatch', '--ex', 'exps/grid.yaml', '--detach']);
    expect(started.code).toBe(0);
    expect(linesOf(started).at(-2)).toBe('Run 4 in total.');
    expect((await rig.mrun(['wait'])).code).toBe(1);
    const status = JSON.parse((await rig.mrun(['status', '--json'])).stdout) as { counts: object };
    expect(status.counts).toMatchObject({ succeeded: 3, failed: 1 });
  });

  test('starts commands where mrun was typed', async () => {
    await using rig = given({
      'exps/where.yaml': 'script: pwd\nargs: none\n',
    });
    await rig.mrun(['dispatch', '--ex', 'exps/where.yaml']);
    expect((await rig.mrun(['logs', '0'])).stdout.trim()).toBe(rig.directory);
    await rig.mrun(['run', 'exps/where.yaml']);
    expect((await rig.mrun(['logs', '0'])).stdout.trim()).toBe(rig.path('exps'));
  });
});

describe('mrun dispatch --dry_run', () => {
  test('shows where each member would run with what, and touches nothing', async () => {
    await using rig = given({ ...files, ...clusters });
    const before = rig.files();
    const words = ['dispatch', '--ex', 'exps/duel.yaml', '--dry_run', '--runcfg', 'local:plgrid'];
    const { code, stdout, stderr } = await rig.mrun([...words, '--cores', '1:12']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('  asks for   plgrid   24 cpu\n             member 0   1 cpu\n');
    expect(stdout).toContain('             member 1   12 cpu\n');
    expect(stdout).toContain(
      'All commands:\n' +
        '  local: sh exps/say.sh\n  plgrid: sh exps/say.sh\n  plgrid: sh exps/say.sh\n' +
        'Nothing was started (--dry_run).\nRun 3 in total.\n',
    );
    expect(rig.files()).toEqual(before);
  });

  test('with --json gives the plan, in which a cluster is a tag of its runs', async () => {
    await using rig = given({ ...files, ...clusters });
    const words = ['dispatch', '--ex', 'exps/duel.yaml', '--dry_run', '--json'];
    const places = [
      ['local', 'local', 'local'],
      ['plgrid', 'plgrid', 'plgrid'],
      ['kube', 'cuda', 'kube'],
    ];
    for (const names of places) {
      const { stdout } = await rig.mrun([...words, '--runcfg', names.join(':')]);
      const { runs } = JSON.parse(stdout) as { runs: { context: string; tags: string[] }[] };
      expect(runs.map(({ context }) => context)).toEqual(names);
      expect(runs.map(({ tags }) => tags[0])).toEqual(names);
    }
    // No sweep can be in several places.
    const mixed = await rig.mrun([...words, '--runcfg', 'local:plgrid:kube']);
    expect(mixed).toMatchObject({ code: 2, stdout: '' });
  });

  test('gives images to Kubernetes alone, and says so when nobody takes them', async () => {
    await using rig = given({ ...files, ...clusters });
    const words = ['dispatch', '--ex', 'exps/duel.yaml', '-n', '--docker_image', 'lab/a:v1:lab/b'];
    const onKube = await rig.mrun([...words, '--runcfg', 'kube']);
    expect(onKube.stdout).toContain('member 0   image lab/a:v1\n');
    expect(onKube.stdout).toContain('member 1   image lab/b\n');
    expect(onKube.stderr).not.toContain('has no effect');
    const here = await rig.mrun(words);
    expect(here.code).toBe(0);
    expect(here.stderr).toContain('--docker-image: it has no effect: local has no containers');
  });
});

describe('the words of mrun dispatch', () => {
  test('may come from files, which may name others, and may be shortened', async () => {
    await using rig = given({
      ...files,
      'night.txt': '--ex\nexps/grid.yaml\n@common.txt\n',
      'common.txt': '--lim\n2\n--add_tags a b\n',
    });
    const { code, stdout } = await rig.mrun(['dispatch', '@night.txt', '--dry', '--par=auto']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const dry = await rig.mrun(['dispatch', '@night.txt', '--dry', '--paral', '2']);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toMatch(/ tags {6}own local grid group_tag_\w+ job_tag_\w{7} a b\n/);
    expect(dry.stdout).toContain('2 experiments of 4');
    expect(dry.stdout).toContain('local   2 at a time');
  });

  test('that are wrong are told together, and nothing is started', async () => {
    await using rig = given(files);
    const nothing = await rig.mrun(['dispatch', '@gone.txt']);
    expect(nothing.stderr).toContain('@gone.txt: there is no file gone.txt here.');
    const noFile = await rig.mrun(['dispatch', '--par', '3']);
    expect(noFile.stderr).toContain('--par may be --parallel or --partition.');
    expect(noFile.stderr).toContain('mrun dispatch needs --ex FILE');
    rig.write({ 'wrong.yaml': 'script: nosuchprogram\nlr: 1\n' });
    const wrong = ['--cores', '4:x', '--timelimit', '60', '--nr_gpus', '-1', '--runcfg', 'no'];
    const { code, stderr } = await rig.mrun(['dispatch', '--ex', 'wrong.yaml', ...wrong]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/6 problems, nothing was started/);
    expect(stderr).toContain('unknown key lr');
    expect(stderr).toContain('no context is named no');
    expect(stderr).toMatch(/--cores +expected a whole number above 0, got "x"/);
    expect(stderr).toMatch(/--timelimit +expected a time such as 24:00:00, 240000 \(HHMMSS\)/);
    expect(stderr).toMatch(/--nr-gpus +expected a number of GPUs/);
    const context = await rig.mrun(['dispatch', '--ex', 'exps/grid.yaml', '--runcfg', 'plgrid']);
    expect(context.code).toBe(2);
    expect(context.stderr).toMatch(/--runcfg +no context is named plgrid/);
    expect(context.stderr).toContain('to make it: mrun context add plgrid --backend slurm');
    expect(rig.exists('mruns')).toBe(false);
  });
});

describe.runIf(hasPython())('a directory of the old dispatcher', () => {
  const legacy = {
    'experiments/2018_05_duel.py': `
import os
from mrunner.experiment import CompositeExperiment, Experiment
from munch import Munch

base = Munch(lr=0.1, steps=100, logdir="logs")


def specifications():
    duels = []
    for lr in [0.1, 0.01]:
        params = Munch(base)
        params["lr"] = lr
        learner = Experiment(project="birds", name="learner", script="sh say.sh learner",
                             parameters=params, tags=[globals()["script"][:-3]], python_path=".:lib",
                             env={"OMP_NUM_THREADS": 1})
        actor = Experiment(project="birds", name="actor", script="sh say.sh actor", parameters=None)
        duels.append(CompositeExperiment([learner, actor]))
    return duels


def spec():
    return specifications()[:1]
`,
    'say.sh': 'echo "$1 $RESOURCE_DIR_PATH"\n',
    'plgrid.txt': '--runcfg\nlocal\n--cores\n4:1\n--timelimit\n480000:010000\n',
  };

  test('runs as it is: its functions, its composites, its files of arguments', async () => {
    await using rig = given(legacy);
    const words = ['dispatch', '--ex', 'experiments/2018_05_duel.py', '@plgrid.txt'];
    const { code, stdout, stderr } = await rig.mrun([...words, '--add_tags', 'night']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('birds · 2018_05_duel · 4 runs');
    expect(stdout).toMatch(/^Run 4 in total\.$/m);
    const runs = await Promise.all(['0', '1', '2', '3'].map((run) => show(rig, run)));
    expect(runs.map(({ resources }) => resources)).toEqual([
      { cpu: 4, time: 172800 },
      { cpu: 1, time: 3600 },
      { cpu: 4, time: 172800 },
      { cpu: 1, time: 3600 },
    ]);
    const [first] = runs;
    expect(first?.tags.slice(0, 3)).toEqual(['2018_05_duel', 'local', runs[1]?.tags[2]]);
    expect(first?.tags).toContain('night');
    const said = await rig.mrun(['logs', '2']);
    expect(said.stdout).toMatch(/^learner .*\/runs\/2-\S+\/0\n$/);
  });

  test('of several functions specifications is taken, unless another one is named', async () => {
    await using rig = given(legacy);
    const dry = ['dispatch', '--ex', 'experiments/2018_05_duel.py', '--dry_run'];
    expect((await rig.mrun(dry)).stdout).toContain('Run 4 in total.');
    expect((await rig.mrun([...dry, '--spec', 'spec'])).stdout).toContain('Run 2 in total.');
  });

  test('one without specifications is read all the same, and says so', async () => {
    await using rig = given({
      'exp.py': 'experiments_list = [{"script": "true", "parameters": {}}]\n',
    });
    const { code, stderr } = await rig.mrun(['dispatch', '--ex', 'exp.py', '--dry_run']);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'Note: exp.py: it has no specifications, so experiments_list is taken\n',
    );
  });
});
