import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needsPython } from '../../core/test/pythons.ts';
import { createRig, type Rig } from './rig/rig.ts';

needsPython();

const programs = (rig: Rig, files: { readonly [path: string]: string }): void => {
  rig.write(files);
  for (const path of Object.keys(files)) chmodSync(rig.path(path), 0o755);
};

describe('a run', () => {
  test('is started in the conda environment of its context, by name', async () => {
    await using rig = createRig();
    // What conda has of a shell: `conda info --base`, and a file that defines `conda activate`.
    programs(rig, {
      'base/bin/conda': `#!/bin/sh\n[ "$*" = 'info --base' ] && echo '${rig.path('base')}'\n`,
      'base/envs/my toy/bin/python': "#!/bin/sh\necho 'the Python of toy'\n",
    });
    rig.write({
      'base/etc/profile.d/conda.sh': `conda() {
  [ "$1" = activate ] || return 1
  export CONDA_PREFIX='${rig.path('base/envs')}'/"$2" PATH='${rig.path('base/envs')}'/"$2"/bin:"$PATH"
}
`,
      'mrunner.yaml': 'contexts: {local: {conda: my toy}}\n',
      'spec.yaml': 'script: python train.py\n',
      'train.py': '',
    });
    // What only the environment has is not missed before it is active.
    const { PATH = '' } = rig.env;
    const elsewhere = PATH.split(delimiter).filter((place) => !existsSync(join(place, 'python')));
    const env = { PATH: [rig.path('base/bin'), ...elsewhere].join(delimiter) };
    const { code, stderr } = await rig.mrun(['run', 'spec.yaml'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((await rig.mrun(['logs', '0'])).stdout).toContain('the Python of toy\n');
  });

  test('is started in the virtual environment of its context, which is made when it is missing', async () => {
    await using rig = createRig();
    rig.write({
      'mrunner.yaml': 'contexts: {local: {venv: .venv}}\n',
      'spec.py':
        'spec = {"script": ["python", "-c", "import sys, mrunner_runtime; print(sys.prefix)"], "args": "none"}\n',
    });
    const { code, stderr } = await rig.mrun(['run', 'spec.py']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((await rig.mrun(['logs', '0'])).stdout).toContain(`${rig.path('.venv')}\n`);
  });

  test('is started by hand with the line that mrun debug prints, and finds the same modules', async () => {
    await using rig = createRig();
    rig.write({
      'spec.py':
        'spec = {"script": "python3 train.py", "pythonPath": ["li b"], "grid": {"seed": [3, 4]}}\n',
      'train.py':
        'import near\nfrom mrunner_runtime import standard_mrunner_main\nstandard_mrunner_main(lambda ctx, args, path: print(near.name, args.seed))\n',
      'li b/near.py': 'name = "near"\n',
    });
    const { stdout, stderr } = await rig.mrun(['debug', 'spec.py', '--index', '1']);
    expect(stdout).toBe('near 4\n');
    const [line = ''] = stderr.split('\n');
    expect(line).toMatch(/^PMILOS_DEBUG=1 PYTHONPATH=\S/);
    const typed = { cwd: rig.directory, env: rig.env, encoding: 'utf8' } as const;
    expect(execFileSync('sh', ['-c', line], typed)).toBe('near 4\n');
  });
});
