import { describe, expect, test } from 'vitest';
import {
  changeContext as change,
  contextsFile as file,
  givenContexts as given,
  ownContexts as own,
  refuseContext as refuse,
} from './rig/contexts.ts';

describe('mrun context copy, delete, set-active', () => {
  test('copy repeats a context with its comments', async () => {
    await using rig = given();
    await change(rig, ['copy', 'hpc', 'big']);
    const [, body = ''] = / {2}hpc:\n((?: {4}.*\n)+)/.exec(file) ?? [];
    expect(rig.read('mrunner.yaml')).toBe(
      file.replace('current_context', `  big:\n${body}current_context`),
    );
    expect(await refuse(rig, ['copy', 'hpc', 'fast'])).toContain('has a context fast already');
  });

  test('delete removes a context, the active one only when told so', async () => {
    await using rig = given();
    await change(rig, ['delete', 'fast']);
    expect(rig.read('mrunner.yaml')).toBe(file.replace(/ {2}fast.*\n/, ''));
    const said = await refuse(rig, ['delete', 'hpc']);
    expect(said).toContain('hpc is the active context of mrunner.yaml');
    await change(rig, ['delete', 'hpc', '--yes']);
    expect(rig.read('mrunner.yaml')).not.toMatch(/hpc:|current_context/);
    expect((await rig.mrun(['context'])).stdout).toMatch(/^\* {2}local /m);
  });

  test('delete keeps what the other file names as active', async () => {
    await using rig = given('current_context: mine\n');
    rig.write({ [own]: 'contexts: {mine: {}}\n' });
    const said = await refuse(rig, ['delete', 'mine', '--yes']);
    expect(said).toContain("the project's file says that mine is the active context");
  });

  test('set-active changes the file that has the context, and says when another one wins', async () => {
    await using rig = given();
    await change(rig, ['set-active', 'fast']);
    expect(rig.read('mrunner.yaml')).toBe(
      file.replace('current_context: hpc', 'current_context: fast'),
    );
    rig.write({ [own]: 'contexts: {mine: {}}\n' });
    const said = await change(rig, ['set-active', 'mine']);
    expect(rig.read(own)).toBe('contexts: {mine: {}}\ncurrent_context: mine\n');
    expect(said).toContain('fast is still used');
    expect(await change(rig, ['set-active', 'mine'])).toContain('nothing was changed');
  });

  test.each([['edit'], ['delete'], ['set-active'], ['copy']])(
    '%s of a name that does not exist offers the nearest',
    async (action) => {
      await using rig = given();
      const said = await refuse(rig, [action, 'hcp', ...(action === 'copy' ? ['x'] : [])]);
      expect(said).toContain('there is no such context. Did you mean hpc?');
    },
  );

  test.each([
    [['add'], 'mrun context add needs a name'],
    [['copy', 'hpc'], 'mrun context copy needs two names'],
    [['delete', 'hpc', 'fast'], 'takes one name'],
    [['delete', 'hpc', '--cpu', '4'], 'changes no keys'],
    [['list', '--cpu', '4'], 'changes nothing'],
    [['edit', 'hpc', '--cpu', '4', '--user', '--project'], '--user and --project: take one'],
    [['dellete', 'hpc'], 'Did you mean delete?'],
  ])('%j: %s', async (words, message) => {
    await using rig = given();
    expect(await refuse(rig, words)).toContain(message);
  });
});
