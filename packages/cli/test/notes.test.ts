import { cpSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';
import { runSmallSweep, steady } from './rig/small-sweep.ts';

const json = async (rig: Rig, ...words: string[]) =>
  JSON.parse((await rig.mrun([...words, '--json'])).stdout);

test('notes are added to a sweep and to runs, keep their numbers, and are taken back by them', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  expect((await rig.mrun(['note', '--', 'the first', 'look'])).code).toBe(0);
  expect((await rig.mrun(['note', '3-4', '--', '-0.1 more than the rest'])).code).toBe(0);
  const { stdout } = await rig.mrun(['note']);
  expect(
    steady(rig, stdout)
      .replace(/(?<=HH:MM {2})\S+/g, 'me')
      .replace(/(?<=list ).*/, '<words>'),
  ).toMatchInlineSnapshot(`
    "<id> · birds · mlp · local
      tags   demo
      notes  1  HH:MM  me           the first look
             2  HH:MM  me  #3 … #4  -0.1 more than the rest
    Next: mrun list <words>
    "
  `);
  const removed = await rig.mrun(['note', '--remove', '1']);
  expect(removed.stdout).not.toContain('first look');
  expect((await json(rig, 'note')).notes).toMatchObject([
    { number: 2, text: '-0.1 more than the rest', runs: [[3, 4]] },
  ]);
  await rig.mrun(['note', '--remove', '2']);
  expect((await rig.mrun(['tag', '--remove', 'demo'])).stdout).toMatch(
    /\n {2}no notes, no tags\nNext: /,
  );
  const wrong = await rig.mrun(['note', '--remove', '1', '--remove', '7']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('there is no note 1');
  expect(wrong.stderr).toContain('there is no note 7');
});

test('tags are given and taken away, and everything that shows runs knows them', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const before = rig.files('mruns').filter((file) => file.endsWith('sweep.json'));
  const record = rig.read(`mruns/${before[0]}`);
  expect((await rig.mrun(['tag', '3,5', '+best'])).code).toBe(0);
  expect((await rig.mrun(['tag', '5', 'paper', '-demo'])).stdout).toMatch(/#5 +best, paper\n/);
  expect((await rig.mrun(['tag', 'birds', '+x'])).stderr).toContain('no sweep has birds in its id');
  const found = async (where: string) =>
    (await json(rig, 'status', '--where', where)).runs.map(({ index }: { index: number }) => index);
  expect(await found('tag=best')).toEqual([3, 5]);
  expect(await found('tag=best and tag!=demo')).toEqual([5]);
  expect((await rig.mrun(['results', '--where', 'tag=paper'])).stdout).toMatch(/^ *5 /m);
  expect((await json(rig, 'show', '5')).tags).toEqual(['best', 'paper']);
  expect((await rig.mrun(['show', '5'])).stdout).toContain('tags        best, paper');
  expect((await json(rig, 'list', '--where', 'tag=paper')).sweeps).toHaveLength(1);
  expect((await json(rig, 'list', '--where', 'tag=demo')).sweeps).toHaveLength(1);
  expect((await rig.mrun(['tag', '-demo'])).code).toBe(0);
  expect((await json(rig, 'list', '--where', 'tag=demo')).sweeps).toHaveLength(0);
  expect(await found('tag=demo')).toEqual([]);
  expect(rig.read(`mruns/${before[0]}`)).toBe(record);
});

test.each([
  [['tag', '3', '-dmo'], 'Did you mean demo?'],
  [['tag', '3', '+a', '-demo', 'demo'], 'given and taken away at once'],
  [['tag', '3', ''], 'expected a word, got an empty text'],
  [['tag', '9', 'a'], 'has no such run'],
  [['tag', '3', 'a', '--pin', '--unpin'], '--pin or --unpin, not both'],
  [['note', '3', ' '], 'the text is empty'],
])('%j says what is wrong, and writes nothing', async (words, message) => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stderr } = await rig.mrun(words);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(rig.files('mruns').filter((file) => file.includes('remarks'))).toEqual([]);
});

test('a pin of a run, a note and tags show in the status, in the list and after a rebuild of the list', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  await rig.mrun(['note', '', 'look at the outliers', '--pin']);
  const status = (await rig.mrun(['status'])).stdout;
  expect(status).toContain('  pinned\n  note  look at the outliers\n');
  for (const text of ['second', 'third', 'fourth']) await rig.mrun(['note', '--', text]);
  expect((await rig.mrun(['status'])).stdout).toMatch(
    /pinned\n {2}note {2}second\n.*third\n.*fourth\n {2}note {2}… and 1 more: mrun note \S+\n/,
  );
  const found = async () =>
    (await json(rig, 'list', '--where', "pinned=true and note~'outliers'")).sweeps.length;
  expect(await found()).toBe(1);
  cpSync(rig.path('mruns'), rig.path('copy'), { recursive: true });
  // What is said of a copy changes nothing on the list.
  const [record = ''] = rig.files('copy').filter((file) => file.endsWith('sweep.json'));
  await rig.mrun([
    'note',
    `copy/${record.slice(0, -'/sweep.json'.length)}`,
    'of the copy',
    '--unpin',
  ]);
  expect(await found()).toBe(1);
  await rig.mrun(['note', '', '--unpin']);
  expect(await found()).toBe(0);
  await rig.mrun(['tag', '2', '--pin']);
  expect((await rig.mrun(['doctor', '--rebuild', 'mruns'])).code).toBe(0);
  expect(await found()).toBe(1);
  expect((await rig.mrun(['status'])).stdout).toContain('  pinned by a run\n');
});

test('several who say something at once lose nothing, neither in the home nor on the list', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const tags = Array.from({ length: 6 }, (_, i) => `tag-${i}`);
  await Promise.all(tags.map((tag) => rig.mrun(['tag', `+${tag}`])));
  expect((await json(rig, 'tag')).tags.toSorted()).toEqual(['demo', ...tags]);
  const [sweep] = (await json(rig, 'list')).sweeps;
  expect(sweep.tags.toSorted()).toEqual(['demo', ...tags]);
});

test('a home that takes no writing is told by its path', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { home } = (await json(rig, 'list')).sweeps[0];
  writeFileSync(`${home}/remarks`, 'in the way');
  const { code, stderr } = await rig.mrun(['note', '', 'x']);
  expect(code).toBe(2);
  expect(stderr).toContain(`${home}/remarks/`);
  expect(stderr).toContain("can't be written: ENOTDIR");
});
