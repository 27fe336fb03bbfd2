import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { forgetText, pythonUse, useFunction } from './tree-uses.ts';

const given = () => {
  const own = mkdtempSync(join(tmpdir(), "mrunner-use's-"));
  onTestFinished(() => rmSync(own, { recursive: true }));
  const tree = join(own, 'code/tree');
  return {
    own,
    /** A tree with its set-up done, which the sweep `before` uses. */
    make: () => {
      mkdirSync(tree, { recursive: true });
      writeFileSync(`${tree}.ready`, '');
      mkdirSync(join(own, 'used/tree'), { recursive: true });
      writeFileSync(join(own, 'used/tree/before'), '');
    },
    isWhole: () => existsSync(tree) && existsSync(`${tree}.ready`),
    isGone: () => !existsSync(tree) && !existsSync(`${tree}.ready`),
    use: (sweep: string) => sh(`${useFunction(own, sweep)}\nmrunner_use tree`),
    forget: (sweep: string) => sh(forgetText(own, sweep)),
  };
};

const sh = (text: string): Promise<boolean> =>
  new Promise((resolve) => execFile('/bin/sh', ['-c', text], (error) => resolve(error === null)));

test('a tree goes with the last sweep that uses it, with what says that its set-up is done', async () => {
  const { make, use, forget, isWhole, isGone } = given();
  make();
  expect(await use('after')).toBe(true);
  await forget('before');
  await forget('before');
  expect(isWhole()).toBe(true);
  await forget('after');
  expect(isGone()).toBe(true);
  expect(await use('later')).toBe(false);
});

test("mrunner's own Python goes with the last sweep that uses it", async () => {
  const { own } = given();
  const python = join(own, 'python/0123abcd');
  mkdirSync(python, { recursive: true });
  const use = (sweep: string) =>
    sh(`${useFunction(own, sweep)}\nmrunner_use ${pythonUse('0123abcd')}`);
  expect([await use('first'), await use('second')]).toEqual([true, true]);
  await sh(forgetText(own, 'first'));
  expect(existsSync(python)).toBe(true);
  await sh(forgetText(own, 'second'));
  expect([existsSync(python), await use('third')]).toEqual([false, false]);
});

test('who begins to use a tree while it is removed keeps it, or hears that it is gone', async () => {
  const { make, use, forget, isWhole } = given();
  for (let round = 0; round < 60; round++) {
    make();
    const [, isUsed] = await Promise.all([forget('before'), use('after')]);
    if (isUsed) expect(isWhole()).toBe(true);
    await forget('after');
  }
});
