import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Context, shellQuote } from '@mrunner/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { shells } from '../../../test/pack-rig.ts';
import { clusterContext } from '../../../test/slurm/worker-rig.ts';
import { ownDirectory, setUpProgram } from './bring-program.ts';

/** In place of Python: makes environments, and notes it. */
const python = (notes: string): string => `#!/bin/sh
echo "$*" >>${notes}
case $2 in venv) mkdir -p "$3/bin"; echo "export IN=\\"$3\\"" >"$3/bin/activate"; cp "$0" "$3/bin/python" ;; esac
`;

const given = (setup: Partial<Context['setup']>) => {
  const dir = mkdtempSync(join(tmpdir(), "mrunner-there's-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const path = (name: string): string => join(dir, name);
  writeFileSync(path('python'), python(shellQuote(path('notes'))));
  chmodSync(path('python'), 0o755);
  const context: Context = {
    ...clusterContext,
    storageDir: dir,
    python: path('python'),
    setup: { ...clusterContext.setup, ...setup },
    slurm: { slurm_url: 'far' },
  };
  const own = ownDirectory(context);
  mkdirSync(join(own, 'code/tree'), { recursive: true });
  const program = setUpProgram(
    own,
    { name: 'tree', hash: '0', context, links: [] },
    'sweep',
    undefined,
  );
  return {
    path,
    own,
    read: (name: string) => readFileSync(path(name), 'utf8'),
    run: ([shell = '', ...words]: readonly string[]): Promise<{ code: unknown; out: string }> =>
      new Promise((resolve) => {
        execFile(shell, [...words, '-c', program], (error, out) =>
          resolve({ code: error?.code ?? 0, out }),
        );
      }),
  };
};

describe.each(shells)('the set-up of code on a cluster, in %s %s', (...shell) => {
  test('finds the virtual environment that its context names, which is made when it is not there', async () => {
    const there = given({ venv: 'env', requirementsFile: 'needs.txt', setup: 'echo "$IN" >made' });
    expect(await there.run(shell)).toMatchObject({ code: 0 });
    expect(readFileSync(join(there.own, 'code/tree/made'), 'utf8')).toBe(`${there.path('env')}\n`);
    expect(there.read('notes')).toBe(
      `-m venv ${there.path('env')}\n-m pip install -r ${there.own}/code/tree/needs.txt\n`,
    );
    expect(existsSync(there.path('env.mrunner-lock'))).toBe(false);
    expect(existsSync(join(there.own, 'code/tree.lock'))).toBe(false);
    expect(existsSync(join(there.own, 'code/tree.ready'))).toBe(true);
  });

  test('fails where the environment can not be made, and counts as not done', async () => {
    const there = given({ venv: 'env', setup: 'echo >made' });
    writeFileSync(there.path('python'), '#!/bin/sh\necho no room\nexit 3\n');
    expect(await there.run(shell)).toMatchObject({ code: 3, out: 'no room\n' });
    expect(existsSync(join(there.own, 'code/tree/made'))).toBe(false);
    expect(existsSync(join(there.own, 'code/tree.ready'))).toBe(false);
  });
});
