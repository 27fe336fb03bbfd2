import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';

const values = ['untracked-value', 'tracked-value', 'dot-value', 'token-value'];

test('values of secrets and of dotenv files reach the process, and no file of the sweep or the registry', async () => {
  await using rig = createRig();
  rig.write({
    'mrunner.yaml': 'contexts: {local: {env_file: [vars.txt, tracked.conf, .env]}}\n',
    'spec.yaml': 'script: sh check.sh\nargs: none\nsecrets: [TOKEN]\n',
    'check.sh': '[ "$A $B $C $TOKEN" = "$EXPECTED" ]\n',
    'tracked.conf': 'B=old\n',
    '.gitignore': 'node_modules\nmruns\n',
  });
  const git = (...words: string[]): void => {
    const name = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
    execFileSync('git', [...name, ...words], { cwd: rig.directory, env: rig.env });
  };
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'first');
  rig.write({
    'vars.txt': 'A=untracked-value\n',
    'tracked.conf': 'B=tracked-value\n',
    '.env': 'C=dot-value\n',
    'check.sh': `${rig.read('check.sh')}# a change that is recorded\n`,
  });

  const { code, stdout, stderr } = await rig.mrun(['run', 'spec.yaml'], {
    env: { TOKEN: 'token-value', EXPECTED: values.join(' ') },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const files = [
    ...rig.files('mruns').map((file) => `mruns/${file}`),
    ...rig.files('../state').map((file) => `../state/${file}`),
  ];
  const written = files.map((file) => readFileSync(rig.path(file), 'utf8')).join('\n');
  expect(written).toContain('a change that is recorded');
  for (const value of values) expect(written + stdout).not.toContain(value);
});
