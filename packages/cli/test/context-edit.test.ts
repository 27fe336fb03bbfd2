import {
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { createSmallDisk } from '../../dispatcher/test/small-disk.ts';
import {
  changeContext as change,
  contextsFile as file,
  givenContexts as given,
  ownContexts as own,
  refuseContext as refuse,
} from './rig/contexts.ts';
import { createRig } from './rig/rig.ts';
import { hasTerminals, onTerminal } from './rig/terminal.ts';

describe('mrun context edit', () => {
  test('changes the lines of these keys alone, in the file that has the context', async () => {
    await using rig = given();
    const said = await change(rig, [
      'edit',
      'hpc',
      '--storage-dir',
      '/big',
      '--cpu',
      '8',
      '--modules-to-load',
      'cuda/12 gcc',
      '--qos',
      'long',
      '--env',
      'A=1',
    ]);
    expect(rig.read('mrunner.yaml')).toBe(
      file
        .replace('storage: /scratch/me', 'storage: /big')
        .replace('cpu=4', 'cpu=8')
        .replace('      - git\n', '      - gcc\n    env:\n      A: "1"\n    qos: long\n'),
    );
    expect(said).toContain('  -     storage: /scratch/me\n');
    expect(said).toContain('  +     storage: /big\n');
    expect(said).not.toContain('backend: slurm');
  });

  test('takes keys out, with maps that get empty', async () => {
    await using rig = given(file.replace('parallel: 8', 'parallel: 8, env: {A: 1}, cpu: 2'));
    await change(rig, ['edit', 'fast', '--unset', 'env.A', '--unset', 'cpu']);
    expect(rig.read('mrunner.yaml')).toBe(file);
  });

  test('of a key that is not there: what there is', async () => {
    await using rig = given();
    const said = await refuse(rig, ['edit', 'fast', '--unset', 'paralel', '--mem', 'x']);
    expect(said).toMatch(
      /--unset +contexts.fast has no paralel of its own. Did you mean parallel\?/,
    );
    expect(said).toMatch(/--mem +expected/);
  });

  test('mends a file that could not be used before', async () => {
    await using rig = given('contexts:\n  a: {paralel: 8}\n');
    await change(rig, ['edit', 'a', '--unset', 'paralel', '--parallel', '8']);
    expect(rig.read('mrunner.yaml')).toBe('contexts:\n  a: {parallel: 8}\n');
  });

  test('never writes over a file that is no YAML', async () => {
    await using rig = given('contexts:\n  a: {parallel: 8\n');
    expect(await refuse(rig, ['edit', 'a', '--project', '--parallel', '2'])).toMatch(
      /mrunner\.yaml:\d+:\d+/,
    );
  });

  test('of a context that both files have, the file can be said', async () => {
    await using rig = given();
    rig.write({ [own]: 'contexts:\n  fast: {grace: 5s}\n' });
    const said = await change(rig, ['edit', 'fast', '--user', '--grace', '9s']);
    expect(said).toContain('mrunner.yaml has a context fast too: mrunner.yaml wins over');
    expect(rig.read(own)).toBe('contexts:\n  fast: {grace: 9s}\n');
    expect(rig.read('mrunner.yaml')).toBe(file);
  });

  test('keeps the mode of the file and the link that leads to it', async () => {
    await using rig = createRig();
    rig.write({ 'dotfiles/contexts.yaml': 'contexts: {a: {}}\n', [`${own}.not`]: '' });
    chmodSync(rig.path('dotfiles/contexts.yaml'), 0o664);
    symlinkSync(rig.path('dotfiles/contexts.yaml'), rig.path(own));
    await change(rig, ['edit', 'a', '--parallel', '2']);
    expect(lstatSync(rig.path(own)).isSymbolicLink()).toBe(true);
    expect(rig.read('dotfiles/contexts.yaml')).toContain('parallel: 2');
    expect(statSync(rig.path(own)).mode & 0o777).toBe(0o664);
    await change(rig, ['edit', 'a', '--env', 'A=1']);
    expect(statSync(rig.path(own)).mode & 0o777).toBe(0o600);
    expect(rig.files('../config/mrunner')).toEqual(['config.yaml.not']);
  });

  test('several at once lose nothing of each other', async () => {
    await using rig = given();
    const names = Array.from({ length: 6 }, (_, i) => `c${i}`);
    const all = names.map((name) => rig.mrun(['context', 'add', name, '--project']));
    const codes = (await Promise.all(all)).map(({ code }) => code);
    expect(codes).toEqual(names.map(() => 0));
    for (const name of names) expect(rig.read('mrunner.yaml')).toContain(`\n  ${name}:\n`);
    expect(rig.files().filter((path) => path.includes('yaml.'))).toEqual([]);
  });

  test.skipIf(!existsSync('/proc'))(
    'a lock of somebody who is gone is in nobody’s way',
    async () => {
      await using rig = given();
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      const gone = { host: hostname(), boot, pid: 2 ** 30, started: 1 };
      rig.write({ 'mrunner.yaml.lock': JSON.stringify(gone) });
      await change(rig, ['edit', 'fast', '--parallel', '9']);
      expect(rig.read('mrunner.yaml')).toContain('parallel: 9');
      expect(rig.exists('mrunner.yaml.lock')).toBe(false);
    },
  );

  test.skipIf(!hasTerminals())(
    'without flags opens the editor, and takes what may stand',
    async () => {
      await using rig = given();
      rig.write({ 'editor.sh': 'sed -i "s/parallel: 8/parallel: $PARALLEL/" "$1"\n' });
      const edit = (value: string) =>
        onTerminal(
          { ...rig, env: { ...rig.env, EDITOR: 'sh editor.sh', PARALLEL: value } },
          'context edit fast',
        ).done;
      const good = await edit('9');
      expect(good.code).toBe(0);
      expect(rig.read('mrunner.yaml')).toBe(file.replace('parallel: 8', 'parallel: 9'));
      rig.write({ 'mrunner.yaml': file });
      const bad = await edit('none');
      expect(bad.code).toBe(2);
      expect(bad.text).toContain('got "none"');
      const draft = /(\S+mrunner-\w+\.yaml)\s+your text is kept there/.exec(bad.text)?.[1] ?? '';
      expect(readFileSync(rig.path(draft), 'utf8')).toContain('parallel: none');
      expect(rig.read('mrunner.yaml')).toBe(file);
    },
  );

  test('without flags and without a terminal says what to type', async () => {
    await using rig = given();
    expect(await refuse(rig, ['edit', 'fast'])).toContain('mrun context edit fast --mem 16G');
  });
});

const probe = createSmallDisk('64k');
await probe?.[Symbol.asyncDispose]();

test.skipIf(probe === undefined)(
  'a disk that is full leaves the file as it was (needs root to mount one)',
  async () => {
    await using disk = createSmallDisk('16k');
    if (disk === undefined) throw new Error('Internal error: it could be mounted a moment ago');
    await using rig = createRig();
    rig.write({ 'small.yaml': '' });
    const path = `${disk.path}/c.yaml`;
    const text = `contexts: {a: {}}\n# ${'x'.repeat(3000)}\n`;
    writeFileSync(path, text);
    writeFileSync(`${disk.path}/fill`, 'x'.repeat(4096));
    writeFileSync(`${disk.path}/more`, 'x'.repeat(4096));
    const { code, stderr } = await rig.mrun([
      'context',
      'edit',
      'a',
      '--config',
      path,
      '--prolog-cmd',
      'x'.repeat(6000),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('stays as it is');
    expect(readFileSync(path, 'utf8')).toBe(text);
  },
);
