import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sweepFileNames } from '@mrunner/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { environmentLine } from '../src/environment/environment-line.ts';
import { readEnvironment } from '../src/environment/environment-record.ts';
import { nodeHost } from '../src/host/node-host.ts';
import { hasTool, makeRig, program, type Rig } from './rig.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mrunner-environment-'));
  mkdirSync(join(dir, 'bin'));
  mkdirSync(join(dir, 'code'));
  mkdirSync(join(dir, 'home'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true, maxRetries: 10 }));

const fake = (name: string, text: string): string => program(join(dir, 'bin'), name, text);

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
};

/** Has one shell make a record, as a worker does, and waits for it. */
const record = async (shell: readonly string[], path: string, context = 'lab') => {
  const slot = 'a-0';
  const line = environmentLine({
    file: `${dir}/home/${sweepFileNames.environment(slot)}`,
    slot,
    context,
    directory: join(dir, 'code'),
    program: 'python3',
  });
  const [program = '', ...words] = shell;
  spawnSync(program, words, {
    input: `exec 9>/dev/null\n${line}\n`,
    env: { PATH: path, API_KEY: 'very-secret-value' },
  });
  const read = () =>
    readEnvironment(nodeHost(), join(dir, 'home'), { slots: [slot], context, alike: true });
  await until(() => read() !== undefined);
  return read();
};

const shells: readonly (readonly string[])[] = [
  ['dash'],
  ['bash'],
  ['bash', '--posix'],
  ['busybox', 'sh'],
];

describe.each(shells.filter(([shell = '']) => hasTool(shell)))('recorded by %s %s', (...shell) => {
  const words: readonly string[] = shell.filter((word) => word !== undefined);

  test('an environment has machine, GPUs, interpreter, lockfiles and packages, whatever they are called', async () => {
    fake(
      'nvidia-smi',
      `#!/bin/sh\nprintf '%s\\n' 'GPU 0: NVIDIA "A\\100" (UUID: GPU-1)' 'GPU 1: NVIDIA A100 (UUID: GPU-2)'\n`,
    );
    const python = fake(
      'python3',
      '#!/bin/sh\ncase $1 in -c) printf "package\\tnumpy==2.1\\npackage\\ttorch==2.9\\n" ;; *) echo Python 3.99.1 ;; esac\n',
    );
    writeFileSync(join(dir, 'code', 'uv.lock'), 'pinned');
    writeFileSync(join(dir, 'code', "requirements it's.txt"), '');
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(await record(words, `${dir}/bin:${process.env.PATH}`, `l"a\\b`)).toMatchObject({
      slot: 'a-0',
      context: `l"a\\b`,
      host: spawnSync('uname', ['-n'], { encoding: 'utf8' }).stdout.trim(),
      cpus: expect.stringMatching(/^\d+$/),
      program: python,
      version: 'Python 3.99.1',
      gpus: ['GPU 0: NVIDIA "A\\100" (UUID: GPU-1)', 'GPU 1: NVIDIA A100 (UUID: GPU-2)'],
      files: { 'uv.lock': hash('pinned'), "requirements it's.txt": hash('') },
      packages: ['numpy==2.1', 'torch==2.9'],
    });
  });
});

test('what a machine lacks is left out of its environment', async () => {
  for (const name of ['nice', 'sh', 'awk', 'sed', 'head', 'uname', 'date', 'mkdir', 'mv']) {
    const path = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
    fake(name, `#!/bin/sh\nexec ${path} "$@"\n`);
  }
  writeFileSync(join(dir, 'code', 'uv.lock'), 'pinned');
  const got = await record(['sh'], join(dir, 'bin'));
  expect(got).toMatchObject({ context: 'lab', gpus: [], packages: [], files: { 'uv.lock': '' } });
  expect(got).not.toHaveProperty('version');
});

test('a repository of several packages has its lockfile at the top', async () => {
  mkdirSync(join(dir, '.git'));
  writeFileSync(join(dir, 'pnpm-lock.yaml'), 'pinned');
  const got = await record(['sh'], process.env.PATH ?? '');
  expect(Object.keys(got?.files ?? {})).toEqual(['../pnpm-lock.yaml']);
});

test('no value of a variable gets into the record of an environment', async () => {
  expect(JSON.stringify(await record(['sh'], process.env.PATH ?? ''))).not.toContain('very-secret');
});

test('a sweep that was removed meanwhile is not made again for its environment', async () => {
  const file = `${dir}/gone/${sweepFileNames.environment('a-0')}`;
  const done = join(dir, 'done');
  fake('nice', `#!/bin/sh\nshift 2\n"$@"\necho >${done}\n`);
  const line = environmentLine({ file, slot: 'a-0', context: 'c', directory: dir, program: 'sh' });
  const env = { PATH: `${dir}/bin:${process.env.PATH}` };
  spawnSync('sh', { input: `exec 9>/dev/null\n${line}\n`, env });
  await until(() => existsSync(done));
  expect(existsSync(join(dir, 'gone'))).toBe(false);
});

const environments = ({ sweep }: Rig): readonly string[] => {
  const directory = join(sweep.home, sweepFileNames.environments);
  return existsSync(directory) ? readdirSync(directory).filter((name) => !/part/.test(name)) : [];
};

test('a launch records the environment of its runs once, as the set-up left it', async () => {
  fake('python3', '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.99.1\nexit 0\n');
  await using rig = await makeRig({
    runs: [1, 2, 3, 4].map((seed) => ({ script: ['python3', String(seed)] })),
    setup: { prologCommand: `export PATH=${dir}/bin:$PATH` },
  });
  await rig.run();
  await rig.until(() => environments(rig).length > 0);
  expect(environments(rig)).toHaveLength(1);
  const slots = [...rig.status().recorded.values()].map(({ slots = [] }) => slots);
  expect(slots).toHaveLength(4);
  for (const each of slots) {
    expect(
      readEnvironment(rig.host, rig.sweep.home, { slots: each, context: 'local', alike: true }),
    ).toMatchObject({
      version: 'Python 3.99.1',
      program: `${dir}/bin/python3`,
    });
    expect(
      readEnvironment(rig.host, rig.sweep.home, { slots: each, context: 'other', alike: true }),
    ).toBeUndefined();
  }
});
