import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeHost } from '../src/host/node-host.ts';
import { launchSweep } from '../src/launch/launch-sweep.ts';
import { makeRig, program } from './rig.ts';

/** What a run printed with `env -0` or `printenv`. */
const variables = (output: string): Map<string, string> =>
  new Map(
    output
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );

describe('the environment of a run', () => {
  test('has what the design says, and not what was meant for the launcher', async () => {
    const env = { MRUNNER_RUN_ID: 'outer/1', RESOURCE_DIR_PATH: '/o', PMILOS_DEBUG: '1', OWN: 'x' };
    await using rig = await makeRig({ runs: [{ script: ['env', '-0'] }], env });
    await rig.run();
    const got = variables(rig.read(0, 'log.1'));
    const directory = rig.path(0, '.').replace(/\/\.?$/, '');
    const id = rig.sweep.record.id;
    expect(Object.fromEntries(got)).toMatchObject({
      OWN: 'x',
      MRUNNER_UNDER_NEPTUNE: '0',
      RESOURCE_DIR_PATH: directory,
      MRUNNER_EXP_DIR_PATH: directory,
      MRUNNER_NEPTUNE_PATH: `${directory}/neptune.yaml`,
      MRUNNER_SWEEP_ID: id,
      MRUNNER_RUN_ID: `${id}/0`,
      MRUNNER_RUN_INDEX: '0',
      MRUNNER_ATTEMPT: '1',
      EXPERIMENT_ID: `${id}/0`,
      STORAGE_URL: `${rig.dir}/mruns`,
      PWD: rig.dir,
    });
    expect(got.has('PMILOS_DEBUG')).toBe(false);
    expect([...got.keys()].filter((name) => name.startsWith('mrunner_'))).toEqual([]);
  });

  test('has names and values of any kind, byte for byte', async () => {
    const name = fc.oneof(
      fc.constantFrom(
        'PWD',
        'OLDPWD',
        'UID',
        'PPID',
        'IFS',
        'OPTIND',
        '_',
        'SHLVL',
        'PS4',
        'LINENO',
      ),
      fc.constantFrom('my.var', 'a-b', '1x', 'ünï', 'BASH_FUNC_f%%', 'x y', 'PATH2', "it's"),
      fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/),
    );
    const value = fc
      .string({ unit: 'grapheme' })
      .map((text) => text.replaceAll('\0', ''))
      .filter((text) => text.isWellFormed());
    const environment = fc
      .dictionary(name, value, { minKeys: 1, maxKeys: 12 })
      .filter((env) => !Object.keys(env).some((key) => /^(PATH|LD_|MRUNNER_|LC_|LANG)/.test(key)));
    const samples = [
      { A: '\'"`$(x)\\\n\n', B: '\n', C: '', D: '$HOME', E: "'", F: 'ü🦦', G: '-n', H: '9>&-' },
      { 'a.b': "it's", PWD: 'nowhere', UID: 'me', A: 'plain' },
      ...fc.sample(environment, { numRuns: 40, seed: 7 }),
    ];
    await using rig = await makeRig({
      runs: samples.map((env) => ({ script: ['/usr/bin/env', '-0'], env })),
    });
    expect((await rig.run()).counts.succeeded).toBe(samples.length);
    for (const [i, env] of samples.entries()) {
      const got = variables(rig.read(i, 'log.1'));
      for (const [key, expected] of Object.entries(env))
        expect([key, got.get(key)]).toEqual([key, expected]);
    }
  });

  test('keeps inherited variables that no shell could name', async () => {
    const env = { 'BASH_FUNC_module%%': '() { :; }', 'a.b': 'c' };
    await using rig = await makeRig({
      runs: [{ script: ['env', '-0'] }, { script: ['gone'] }],
      env,
    });
    await rig.run();
    expect(Object.fromEntries(variables(rig.read(0, 'log.1')))).toMatchObject(env);
    expect(rig.status().of(1).reason).toMatchObject({ kind: 'launch', text: 'cannot start gone' });
  });

  test('is inherited < context < env_file < secrets < set-up < experiment', async () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    const all = (value: string, from: number): { [name: string]: string } =>
      Object.fromEntries(names.slice(from).map((name) => [name, value]));
    const lines = names.slice(2).map((name) => `${name}=file`);
    await using rig = await makeRig({
      runs: [{ script: ['env', '-0'], env: { F: 'experiment' } }],
      env: { ...all('inherited', 0), D: 'secret', E: 'secret', F: 'secret' },
      setup: (dir) => ({
        env: all('context', 1),
        envFiles: [join(dir, 'values.env')],
        secrets: ['D', 'E', 'F'],
        prologCommand: 'E=set-up F=set-up',
      }),
    });
    writeFileSync(join(rig.dir, 'values.env'), lines.join('\n'));
    await rig.run();
    expect(Object.fromEntries(variables(rig.read(0, 'log.1')))).toMatchObject({
      A: 'inherited',
      B: 'context',
      C: 'file',
      D: 'secret',
      E: 'set-up',
      F: 'experiment',
    });
  });

  test('has pythonPath before the PYTHONPATH that was there, and the Python of mrunner behind it', async () => {
    const script = 'printf %s "$PYTHONPATH"';
    const run = { script, pythonPath: ["/a'b", '/c'] };
    const said = { ...run, env: { PYTHONPATH: '/said' } };
    const bare = { script };
    const own = nodeHost().machine.pythonDirectories.join(':');
    expect(own).not.toBe('');
    await using rig = await makeRig({ runs: [run, said, bare], env: { PYTHONPATH: '/old' } });
    await rig.run();
    expect(rig.read(0, 'log.1')).toBe(`/a'b:/c:/old:${own}`);
    expect(rig.read(1, 'log.1')).toBe(`/a'b:/c:/said:${own}`);
    expect(rig.read(2, 'log.1')).toBe(`/old:${own}`);
    await using none = await makeRig({ runs: [run, bare], env: { PYTHONPATH: '' } });
    await none.run();
    expect(none.read(0, 'log.1')).toBe(`/a'b:/c:${own}`);
    expect(none.read(1, 'log.1')).toBe(own);
  });

  test('has the Python of mrunner behind what a set-up left in PYTHONPATH', async () => {
    const script = 'printf %s "$PYTHONPATH"';
    const own = nodeHost().machine.pythonDirectories.join(':');
    await using rig = await makeRig({
      runs: [{ script, pythonPath: ['/first'] }],
      env: { PYTHONPATH: '/old' },
      setup: { prologCommand: 'export PYTHONPATH=/module:$PYTHONPATH' },
    });
    await rig.run();
    expect(rig.read(0, 'log.1')).toBe(`/first:/module:/old:${own}`);
  });

  test('the word node means the Node that runs mrun', async () => {
    const script = ['node', '-p', 'process.execPath'];
    await using rig = await makeRig({ runs: [{ script }] });
    await rig.run();
    expect(rig.read(0, 'log.1')).toBe(`${process.execPath}\n`);
  });

  test('the word node means that Node whatever PATH the experiment and the context set', async () => {
    await using bin = await makeRig({ runs: [] });
    program(bin.dir, 'node', '#!/bin/sh\necho mine\n');
    const script = ['node', '-p', 'process.execPath'];
    const runs = [
      { script, env: { PATH: bin.dir } },
      { script, env: { PATH: '/none' } },
      { script },
    ];
    await using rig = await makeRig({ runs, setup: { env: { PATH: `${bin.dir}:/usr/bin:/bin` } } });
    await rig.run();
    for (const i of runs.keys()) expect(rig.read(i, 'log.1')).toBe(`${process.execPath}\n`);
  });

  test('arguments reach the program byte for byte', async () => {
    const words = ["it's", '$HOME', '', 'a\nb', '*', '-n', 'ü🦦', '\\', '"', '`x`', 'a=b', '!'];
    await using rig = await makeRig({ runs: [{ script: ['printf', '%s|', ...words] }] });
    await rig.run();
    expect(rig.read(0, 'log.1')).toBe(words.map((word) => `${word}|`).join(''));
  });
});

describe('secrets', () => {
  const secret = 'hunter2-of-the-otter';

  test('reach the process, and no file', async () => {
    await using rig = await makeRig({
      runs: [
        { script: '[ "$OWN_SECRET$COMMON" = "$EXPECTED" ]', secrets: ['OWN_SECRET'] },
        { script: '[ -z "$OWN_SECRET" ]', env: { X: '1' } },
      ],
      setup: { secrets: ['COMMON'] },
      env: { COMMON: secret, EXPECTED: `${secret}${secret}` },
    });
    const { counts } = await rig.run({ secrets: { OWN_SECRET: secret } });
    expect(counts.succeeded).toBe(2);
    expect(rig.allText()).not.toContain(secret);
  });

  test('of an experiment come over env_file, and under what the set-up changed', async () => {
    const script = 'printf %s "$A|$B|$C"';
    await using rig = await makeRig({
      runs: [{ script, secrets: ['A', 'B', 'C'], env: { C: 'experiment' } }, { script }],
      setup: (dir) => ({
        envFiles: [join(dir, 'values.env')],
        prologCommand: '[ "$B" = secret-b ] && B=set-up C=set-up',
      }),
    });
    writeFileSync(join(rig.dir, 'values.env'), 'A=file\nB=file\n');
    await rig.run({ secrets: { A: 'secret-a', B: 'secret-b', C: 'secret-c' } });
    expect(rig.read(0, 'log.1')).toBe('secret-a|set-up|experiment');
    expect(rig.read(1, 'log.1')).toBe('file|set-up|set-up');
  });

  test('of an experiment come over env_file without a set-up, too', async () => {
    await using rig = await makeRig({
      runs: [{ script: 'printf %s "$A"', secrets: ['A'] }, { script: 'printf %s "$A"' }],
      setup: (dir) => ({ envFiles: [join(dir, 'values.env')] }),
    });
    writeFileSync(join(rig.dir, 'values.env'), 'A=file\n');
    await rig.run({ secrets: { A: 'secret' } });
    expect([rig.read(0, 'log.1'), rig.read(1, 'log.1')]).toEqual(['secret', 'file']);
  });

  test('with names that only a command line could carry are refused, and nothing is started', async () => {
    const secrets = { UID: 'x', 'my.var': 'x', BASH_X: 'x' };
    await using rig = await makeRig({
      runs: [{ script: 'true' }],
      setup: (dir) => ({ secrets: ['UID'], envFiles: [join(dir, 'values.env')] }),
    });
    writeFileSync(join(rig.dir, 'values.env'), 'my.var=1\nGOOD=2\n');
    const problems = [{ path: 'contexts.local.env_file' }, { path: 'secrets.UID' }];
    expect(await launchSweep(rig.host, rig.sweep, { secrets })).toMatchObject({
      ok: false,
      problems,
    });
    expect(rig.status()).toMatchObject({ launcher: 'none', counts: { planned: 1 } });
    await using own = await makeRig({ runs: [{ script: 'true', secrets: ['my.var', 'BASH_X'] }] });
    expect(await launchSweep(own.host, own.sweep, { secrets })).toMatchObject({
      ok: false,
      problems: [{ path: 'secrets.my.var' }, { path: 'secrets.BASH_X' }],
    });
  });

  test('that are not set are named, all of them, and nothing is started', async () => {
    await using rig = await makeRig({
      runs: [{ script: 'true', secrets: ['NO_SUCH_A'] }],
      setup: { secrets: ['NO_SUCH_B'] },
    });
    const first = await launchSweep(rig.host, rig.sweep);
    expect(first).toMatchObject({
      ok: false,
      problems: [{ kind: 'secret', path: 'secrets.NO_SUCH_B' }],
    });
    const second = await launchSweep(rig.host, rig.sweep, { secrets: { NO_SUCH_B: 'x' } });
    expect(second).toMatchObject({ ok: false, problems: [{ path: 'secrets.NO_SUCH_A' }] });
    expect(rig.status()).toMatchObject({ launcher: 'none', counts: { planned: 1 } });
  });
});

describe('the set-up of a context', () => {
  test('is done once a worker, in its shell, before its first run', async () => {
    await using rig = await makeRig({
      runs: Array.from({ length: 6 }, () => ({ script: 'echo $FROM_PROLOG' })),
      setup: { prologCommand: 'echo x >>prolog.count\nexport FROM_PROLOG="a b"' },
    });
    expect((await rig.run()).counts.succeeded).toBe(6);
    expect(rig.read(5, 'log.1')).toBe('a b\n');
    const count = rig.host.files.read(join(rig.dir, 'prolog.count'));
    expect(count?.length).toBeLessThanOrEqual('x\nx\n'.length);
  });

  test('venv: activate is read', async () => {
    await using rig = await makeRig({
      runs: [{ script: 'echo $VIRTUAL_ENV' }],
      setup: (dir) => ({ venv: join(dir, 'venv') }),
    });
    const venv = join(rig.dir, 'venv');
    mkdirSync(join(venv, 'bin'), { recursive: true });
    program(join(venv, 'bin'), 'activate', `VIRTUAL_ENV='${venv}'\nexport VIRTUAL_ENV\n`);
    await rig.run();
    expect(rig.read(0, 'log.1')).toBe(`${venv}\n`);
  });

  test.each([
    ['a step that fails', 'echo no such module >&2; false'],
    ['a step that ends the shell', 'echo no such module; exit 3'],
  ])('%s: its runs are failed: launch, with its output in their logs', async (_, prologCommand) => {
    const runs = [{ script: 'echo ran' }, { script: 'echo ran' }, { script: 'echo ran' }];
    await using rig = await makeRig({ runs, setup: { prologCommand } });
    expect((await rig.run()).counts).toMatchObject({ failed: 3 });
    for (const i of runs.keys()) {
      expect(rig.read(i, 'log.1')).toBe('no such module\n');
      expect(rig.status().of(i).reason).toMatchObject({
        kind: 'launch',
        text: 'the set-up of context local failed: no such module',
      });
    }
  });

  test('can be stopped: nothing was started, everything stays planned', async () => {
    await using rig = await makeRig({
      runs: [{ script: 'true' }],
      setup: { prologCommand: 'echo on >started; sleep 60' },
    });
    const launch = await rig.launch();
    await rig.until(() => rig.host.files.exists(join(rig.dir, 'started')));
    launch.stop('term');
    expect(await launch.done).toMatchObject({ why: 'interrupted', counts: { planned: 1 } });
  });
});
