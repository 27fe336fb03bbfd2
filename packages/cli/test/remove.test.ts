import { readdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';
import { runSmallSweep, waitingSweep } from './rig/small-sweep.ts';
import { hasTerminals, onTerminal } from './rig/terminal.ts';

interface Listed {
  readonly id: string;
  readonly home: string;
}

const listed = async (rig: Rig): Promise<readonly Listed[]> =>
  JSON.parse((await rig.mrun(['list', '--json'])).stdout).sweeps;

/** Two sweeps, the newest first. */
const twoSweeps = async (rig: Rig): Promise<readonly [Listed, Listed]> => {
  await runSmallSweep(rig);
  await rig.mrun(['run', 'spec.yaml', '--limit', '1']);
  const [newest, oldest] = await listed(rig);
  if (newest === undefined || oldest === undefined) throw new Error('there are no two sweeps');
  return [newest, oldest];
};

test('rm removes a sweep with its directory and what that leaves empty, and says how much it was', async () => {
  await using rig = createRig();
  const [newest, oldest] = await twoSweeps(rig);
  const { code, stdout } = await rig.mrun(['rm', newest.id]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^ +\S+ +birds +mlp +\d+ s +1 run +\d+ files +[\d.]+ kB\n1 sweep removed, [\d.]+ kB freed\.\nNext: mrun list\n$/,
  );
  expect(rig.exists(`mruns/birds/${newest.id}`)).toBe(false);
  expect(await listed(rig)).toMatchObject([{ id: oldest.id }]);
  const removed = JSON.parse((await rig.mrun(['rm', oldest.id, '--json'])).stdout);
  expect(removed).toMatchObject({
    dryRun: false,
    kept: [],
    removed: [{ id: oldest.id, gone: false }],
  });
  expect(removed.bytes).toBeGreaterThan(0);
  expect(rig.exists('mruns')).toBe(false);
  expect(await listed(rig)).toEqual([]);
});

test('rm leaves alone what others keep beside sweeps', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  rig.write({ 'mruns/birds/mine.txt': 'keep', 'outside/data.txt': 'keep' });
  const [sweep] = await listed(rig);
  symlinkSync(rig.path('outside'), join(sweep?.home ?? '', 'runs/data'));
  expect((await rig.mrun(['rm', sweep?.id ?? ''])).code).toBe(0);
  expect(rig.read('mruns/birds/mine.txt')).toBe('keep');
  expect(rig.read('outside/data.txt')).toBe('keep');
});

test('without a name rm asks, and without a terminal it removes nothing', async () => {
  await using rig = createRig();
  const [newest, oldest] = await twoSweeps(rig);
  const refused = await rig.mrun(['rm']);
  expect(refused.code).toBe(2);
  expect(refused.stdout).toContain(newest.id);
  expect(refused.stderr).toContain('there is no terminal to ask on. Add -y.');
  expect(await listed(rig)).toHaveLength(2);
  expect((await rig.mrun(['rm', '-y'])).code).toBe(0);
  expect(await listed(rig)).toMatchObject([{ id: oldest.id }]);
});

test('rm keeps what runs and what is pinned, and then removes nothing of what was named', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '2']);
  await run.says('#1');
  const [waiting] = await listed(rig);
  await runSmallSweep(rig);
  const [small] = await listed(rig);
  const both = [waiting?.id ?? '', small?.id ?? ''];
  const running = await rig.mrun(['rm', ...both]);
  expect(running.code).toBe(2);
  expect(running.stderr).toMatch(/process \d+ is launching it\n +stop it: mrun cancel \S+/);
  expect(running.stderr).toContain('nothing was removed');
  rig.write({ go: '' });
  await run.done;
  await rig.mrun(['tag', `${small?.id}/3`, '--pin']);
  const pinned = await rig.mrun(['rm', ...both]);
  expect(pinned.stderr).toContain('a run of it is pinned');
  expect(await listed(rig)).toHaveLength(2);
  await rig.mrun(['tag', `${small?.id}/3`, '--unpin']);
  expect((await rig.mrun(['rm', ...both])).code).toBe(0);
  expect(await listed(rig)).toEqual([]);
});

test('rm keeps a sweep whose launcher died while its runs live on', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '1', '--limit', '1']);
  await run.says('#0');
  run.signal('SIGKILL');
  await run.done;
  const refused = await rig.mrun(['rm', '-y']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('1 run may be running');
});

test.each([
  [['rm', '3'], 'expected a sweep, got runs'],
  [['rm', 'mruns/birds/ID/runs/3-mlp'], 'expected a sweep, got runs'],
  [['rm', 'nothing-like-it'], 'no sweep has nothing-like-it in its id'],
  [['clean', '--older-than', 'soon'], 'expected a day such as 2026-11-01 or a time such as 3d'],
  [['clean', '--where', 'lr=1'], 'nothing here is called lr'],
])('%j says what is wrong', async (words, message) => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const [sweep] = await listed(rig);
  const { code, stderr } = await rig.mrun(words.map((word) => word.replace('ID', sweep?.id ?? '')));
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(await listed(rig)).toHaveLength(1);
});

test('a directory that became a link, or holds another sweep, is not removed', async () => {
  await using rig = createRig();
  const [newest, oldest] = await twoSweeps(rig);
  renameSync(newest.home, rig.path('elsewhere'));
  symlinkSync(rig.path('elsewhere'), newest.home);
  const link = await rig.mrun(['rm', newest.id]);
  expect(link.code).toBe(1);
  expect(link.stderr).toContain(
    `is a link to ${rig.path('elsewhere')}, and links are not followed`,
  );
  unlinkSync(newest.home);
  renameSync(oldest.home, newest.home);
  const other = await rig.mrun(['rm', newest.id]);
  expect(other.code).toBe(2);
  expect(other.stderr).toContain(`that holds ${oldest.id}`);
  writeFileSync(join(newest.home, 'sweep.json'), '');
  expect((await rig.mrun(['rm', newest.id])).stderr).toContain('expected a sweep of format 1');
  expect(readdirSync(dirname(newest.home))).toEqual([newest.id]);
});

test('a sweep that is gone is taken off the list; one that was moved is not, and its place is told', async () => {
  await using rig = createRig();
  const [newest, oldest] = await twoSweeps(rig);
  rmSync(newest.home, { recursive: true });
  renameSync(oldest.home, rig.path('mruns/birds/kept'));
  const moved = await rig.mrun(['rm', oldest.id]);
  expect(moved.code).toBe(2);
  expect(moved.stderr).toContain('it was moved to mruns/birds/kept');
  const cleaned = await rig.mrun(['clean', '-y']);
  expect(cleaned.stdout).toContain(newest.id);
  expect(cleaned.stdout).toMatch(new RegExp(`These stay:\n  ${oldest.id}  it was moved`));
  expect(await listed(rig)).toMatchObject([{ id: oldest.id }]);
});

test('clean removes what fits all flags, after showing it', async () => {
  await using rig = createRig();
  const [newest, oldest] = await twoSweeps(rig);
  const nothing = await rig.mrun(['clean']);
  expect(nothing).toMatchObject({ code: 0 });
  expect(nothing.stdout).toContain('There is nothing to remove.');
  const would = async (...words: string[]): Promise<string[]> =>
    JSON.parse((await rig.mrun(['clean', '-n', '--json', ...words])).stdout).removed.map(
      ({ id }: Listed) => id,
    );
  expect(await would('--keep', '1')).toEqual([oldest.id]);
  expect(await would('--older-than', '1h')).toEqual([]);
  expect(await would('--older-than', '2126-01-01')).toEqual([newest.id, oldest.id]);
  expect(await would('--failed')).toEqual([]);
  expect(await would('--where', 'count=1')).toEqual([newest.id]);
  expect(await would('--where', 'count=1', '--keep', '1')).toEqual([]);
  expect((await rig.mrun(['clean', '--keep', '1', '-n'])).stdout).toContain(
    'Nothing was removed. Remove them: mrun clean --keep 1\n',
  );
  const refused = await rig.mrun(['clean', '--keep', '1']);
  expect(refused.code).toBe(2);
  expect(refused.stdout).toMatch(/^To remove: 1 sweep, [\d.]+ kB\n/);
  expect(refused.stderr).toContain('Add -y.');
  await rig.mrun(['note', oldest.id, 'for later', '--pin']);
  const pinned = await rig.mrun(['clean', '--keep', '0', '-y']);
  expect(pinned.stdout).toContain(`These stay:\n  ${oldest.id}  it is pinned\n`);
  expect(await listed(rig)).toMatchObject([{ id: oldest.id }]);
});

test('a removal that was cut short is not lost, and is finished by the next one', async () => {
  await using rig = createRig();
  const [newest, oldest] = await twoSweeps(rig);
  // As crashes between the new name and the end leave them.
  for (const { home, id } of [newest, oldest]) {
    const away = join(dirname(home), `.${id}.removing`);
    renameSync(home, away);
    rmSync(join(away, 'sweep.json'));
  }
  const rebuilt = JSON.parse((await rig.mrun(['doctor', '--rebuild', 'mruns', '--json'])).stdout);
  expect(rebuilt).toMatchObject({ found: 0, dropped: [] });
  expect((await rig.mrun(['rm', newest.id])).code).toBe(0);
  expect(rig.files('mruns').some((file) => file.includes(newest.id))).toBe(false);
  expect(rig.files('mruns').some((file) => file.includes(oldest.id))).toBe(true);
  expect((await rig.mrun(['clean', '-y'])).code).toBe(0);
  expect(rig.exists('mruns')).toBe(false);
  expect(await listed(rig)).toEqual([]);
});

test.skipIf(!hasTerminals())(
  'on a terminal rm and clean ask, and only yes removes (needs script)',
  async () => {
    await using rig = createRig();
    await twoSweeps(rig);
    for (const command of ['rm', 'clean --keep 0']) {
      const asked = onTerminal(rig, command);
      await asked.says('[y/N]');
      asked.type('n\n');
      const no = await asked.done;
      expect(no.text).toMatch(/Remove \d sweeps?, [\d.]+ kB\? Nothing brings it back\. \[y\/N\]/);
      expect(no.text).toContain('Nothing was removed.');
      expect(await listed(rig)).toHaveLength(2);
    }
    const asked = onTerminal(rig, 'clean --keep 1');
    await asked.says('[y/N]');
    asked.type('y\n');
    expect((await asked.done).text).toContain('1 sweep removed');
    expect(await listed(rig)).toHaveLength(1);
  },
);
