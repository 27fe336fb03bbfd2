import { expect, test } from 'vitest';
import { needsPython, onePython } from '../../core/test/pythons.ts';
import { createRig } from './rig/rig.ts';

const python = onePython();
needsPython();

test('variables in env are put in where the run starts, and the program is still seen behind them', async () => {
  await using rig = createRig();
  rig.write({
    'spec.py': `env = {'HF_HOME': '$SCRATCH/hf {x}', 'DATA': '\${HF_HOME}/data', 'LEVEL': 3}
experiments_list = [
    dict(name='n', script=script, env=env, args='none', parameters=dict(x=1))
    for script in ['python3 train.py {x}', 'python3 train.py 2 | cat']
]
`,
    'train.py': `import os, sys
print(sys.argv[1], os.environ['HF_HOME'], os.environ['DATA'], os.environ['LEVEL'])
`,
  });
  const env = { SCRATCH: "/net/it's" };
  const { code, stdout, stderr } = await rig.mrun(['run', 'spec.py'], { env });
  expect(code, stdout + stderr).toBe(0);
  expect(stderr.match(/are put in where the run starts/g)).toHaveLength(1);
  for (const [index, first] of ['1', '2'].entries()) {
    expect((await rig.mrun(['logs', String(index)])).stdout).toContain(
      `${first} /net/it's/hf {x} /net/it's/hf {x}/data 3\n`,
    );
  }
  rig.write({
    'spec.py': `experiments_list = [dict(name='n', script='python3 tran.py', env={'A': '$B'}, parameters={})]`,
  });
  const refused = await rig.mrun(['run', 'spec.py']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('tran.py does not exist here');

  rig.write({
    'spec.py': `experiments_list = [dict(name='n', script='python train.py', env={'A': '$B'}, args='none', parameters={})]`,
    'mrunner.yaml': `contexts: {local: {backend: local, python: '${python.path}'}}\n`,
  });
  const { stdout: plan } = await rig.mrun(['plan', 'spec.py', '--json']);
  const [, , , , program] =
    (JSON.parse(plan) as { runs: { command: string[] }[] }).runs[0]?.command ?? [];
  expect(program).toBe(python.path);
  const debugged = await rig.mrun(['debug', 'spec.py', '--pdb']);
  expect(debugged.stderr).toContain(`exec "$@"' sh ${python.path} -m pdb train.py`);
  expect((await rig.mrun(['debug', 'spec.py', '--inspect-brk'])).stderr).toContain(
    `the command starts ${python.path}`,
  );
});
