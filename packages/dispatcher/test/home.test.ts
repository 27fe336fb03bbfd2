import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, parsePrivate, type RecordedExperiment, type Result } from '@mrunner/core';
import { describe, expect, test } from 'vitest';
import { findSweep } from '../src/registry/find-sweep.ts';
import {
  listSweeps,
  registryDirectory,
  stateDirectory,
  sweepsUnder,
} from '../src/registry/registry.ts';
import { createSweep, type SweepDraft } from '../src/sweep-home/create-sweep.ts';
import { openSweep } from '../src/sweep-home/open-sweep.ts';
import { makeRig, type Rig } from './rig.ts';

const problem = (path: string): Problem => ({ kind: 'value', path, message: 'is wrong' });

/** A draft for another sweep in the directory of a rig. */
function draftIn(rig: Rig, id: string, more: Partial<SweepDraft> = {}): SweepDraft {
  const storageDir = join(rig.dir, 'other', 'storage');
  const record = () => ({ ...rig.sweep.record, id });
  const home = join(storageDir, 'p', id);
  return { home, storageDir, experiments: [], record, ...more };
}

describe('a new sweep', () => {
  test('is complete on disk before anything starts', async () => {
    await using rig = await makeRig({ runs: [{ script: 'true' }, { script: 'false' }] });
    const { home, record } = rig.sweep;
    expect(readdirSync(home).sort()).toEqual(['events', 'experiments.jsonl', 'runs', 'sweep.json']);
    expect(parsePrivate(readFileSync(join(home, 'sweep.json'), 'utf8'))).toEqual(record);
    const lines = readFileSync(join(home, 'experiments.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).index)).toEqual([0, 1]);
    expect([...rig.sweep.experiments()].map((it) => it.directory)).toEqual([
      'runs/0-test',
      'runs/1-test',
    ]);
    expect(rig.sweep.experiment(1)?.index).toBe(1);
    expect(rig.sweep.experiment(2)).toBe(undefined);
    expect(rig.status()).toMatchObject({ launcher: 'none', counts: { planned: 2 } });
  });

  test('keeps files that hold values of variables for its owner alone', async () => {
    await using rig = await makeRig({ runs: [{ script: 'true', env: { KEY: 'value' } }] });
    for (const name of ['sweep.json', 'experiments.jsonl']) {
      expect(statSync(join(rig.sweep.home, name)).mode & 0o777).toBe(0o600);
    }
  });

  test('in a new storage directory of the project is ignored by git', async () => {
    await using rig = await makeRig({ runs: [] });
    expect(readFileSync(join(rig.dir, 'mruns', '.gitignore'), 'utf8')).toBe('*\n');
    const second = await createSweep(rig.host, draftIn(rig, 'second'));
    expect(second.ok).toBe(true);
    const outside = draftIn(rig, 'third', {
      storageDir: join(rig.dir, 'mruns'),
      home: join(rig.dir, 'mruns', 'q', 'third'),
    });
    writeFileSync(join(rig.dir, 'mruns', '.gitignore'), 'mine\n');
    expect((await createSweep(rig.host, outside)).ok).toBe(true);
    expect(readFileSync(join(rig.dir, 'mruns', '.gitignore'), 'utf8')).toBe('mine\n');
  });

  test('with problems in its experiments tells all of them, and leaves nothing behind', async () => {
    await using rig = await makeRig({ runs: [{ script: 'true' }] });
    const good = rig.sweep.experiment(0);
    if (good === undefined) throw new Error('no experiment');
    const experiments = async function* (): AsyncGenerator<Result<RecordedExperiment>> {
      yield { ok: true, value: good };
      yield { ok: false, problems: [problem('a')] };
      yield { ok: false, problems: [problem('b'), problem('c')] };
    };
    const draft = draftIn(rig, 'wrong', { experiments: experiments() });
    const created = await createSweep(rig.host, draft);
    expect(created).toEqual({ ok: false, problems: ['a', 'b', 'c'].map(problem) });
    expect(existsSync(join(rig.dir, 'other'))).toBe(false);
    expect([...listSweeps(rig.host)].map((it) => it.id)).toEqual([rig.sweep.record.id]);
  });

  test('in a directory that can not be made is a problem that names it', async () => {
    await using rig = await makeRig({ runs: [] });
    writeFileSync(join(rig.dir, 'file'), '');
    const storageDir = join(rig.dir, 'file', 'storage');
    const draft = draftIn(rig, 'x', { storageDir, home: join(storageDir, 'p', 'x') });
    expect(await createSweep(rig.host, draft)).toMatchObject({
      ok: false,
      problems: [
        { kind: 'file', path: 'storage_dir', message: expect.stringContaining(storageDir) },
      ],
    });
    const state = stateDirectory(rig.host);
    writeFileSync(join(state, 'sweeps'), '');
    const ours = { storageDir: join(state, 'sweeps'), home: join(state, 'sweeps', 'x') };
    expect(await createSweep(rig.host, draftIn(rig, 'x', ours))).toMatchObject({
      ok: false,
      problems: [{ kind: 'file', path: 'XDG_STATE_HOME' }],
    });
  });

  test('never takes the directory of another one', async () => {
    await using rig = await makeRig({ runs: [{ script: 'true' }] });
    const { home, record } = rig.sweep;
    const draft = draftIn(rig, record.id, { home, storageDir: join(rig.dir, 'mruns') });
    expect(await createSweep(rig.host, draft)).toMatchObject({ ok: false });
    expect(openSweep(rig.host, home).ok).toBe(true);
  });

  test('that is none is a problem', async () => {
    await using rig = await makeRig({ runs: [] });
    expect(openSweep(rig.host, rig.dir)).toMatchObject({ ok: false, problems: [{ kind: 'file' }] });
    writeFileSync(join(rig.dir, 'sweep.json'), '{"format":2}');
    expect(openSweep(rig.host, rig.dir)).toMatchObject({
      ok: false,
      problems: [{ message: 'expected a sweep of format 1, got format 2' }],
    });
  });
});

describe('the registry', () => {
  const ids = ['20260101-0000-brave-otter', '20260102-0000-calm-otter', '20260103-0000-sunny-fox'];

  async function registered(): Promise<Rig> {
    const rig = await makeRig({ runs: [] });
    rig.host.files.remove(registryDirectory(rig.host));
    for (const id of ids) await createSweep(rig.host, draftIn(rig, id));
    return rig;
  }

  test('lists all sweeps, the newest first', async () => {
    await using rig = await registered();
    expect([...listSweeps(rig.host)].map((it) => it.id)).toEqual(ids.toReversed());
    expect([...listSweeps(rig.host)][0]).toMatchObject({
      project: 'tests',
      context: 'local',
      count: 0,
      projectDirectory: rig.dir,
    });
  });

  test('leaves out what is no entry', async () => {
    await using rig = await registered();
    writeFileSync(join(registryDirectory(rig.host), 'torn.json'), '{"id":"t');
    writeFileSync(join(registryDirectory(rig.host), 'note.txt'), 'x');
    expect([...listSweeps(rig.host)].length).toBe(3);
  });

  test.each([
    ['20260102-0000-calm-otter', ids[1]],
    ['calm', ids[1]],
    ['FOX', ids[2]],
    [undefined, ids[2]],
  ])('finds by %s', async (selector, id) => {
    await using rig = await registered();
    const place = { projectDirectory: rig.dir, cwd: rig.dir };
    expect(findSweep(rig.host, selector, place)).toMatchObject({ ok: true, value: { id } });
  });

  test('finds by a directory, absolute or relative', async () => {
    await using rig = await registered();
    const place = { projectDirectory: rig.dir, cwd: join(rig.dir, 'other') };
    for (const selector of [
      `./storage/p/${ids[0]}`,
      join(rig.dir, 'other/storage/p', ids[0] ?? ''),
    ]) {
      expect(findSweep(rig.host, selector, place)).toMatchObject({
        ok: true,
        value: { id: ids[0] },
      });
    }
  });

  test.each([
    ['otter', /fits 2 sweeps/],
    ['oter', /no sweep has oter/],
    ['0000', /no sweep has 0000/],
    ['./none', /there is no sweep in/],
  ])('%s is a problem that helps', async (selector, message) => {
    await using rig = await registered();
    const found = findSweep(rig.host, selector, { projectDirectory: rig.dir, cwd: rig.dir });
    expect(found).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringMatching(message) }],
    });
  });

  test('an absent name means this project directory, never another one', async () => {
    await using rig = await registered();
    const found = findSweep(rig.host, undefined, { projectDirectory: '/elsewhere', cwd: '/' });
    expect(found).toMatchObject({
      ok: false,
      problems: [{ details: expect.arrayContaining([expect.stringContaining(ids[2] ?? '')]) }],
    });
  });

  test('sweeps are found again on disk', async () => {
    await using rig = await registered();
    expect([...sweepsUnder(rig.host, join(rig.dir, 'other'))].map((it) => it.id).sort()).toEqual(
      ids,
    );
  });
});
