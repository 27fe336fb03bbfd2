import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from './cluster.ts';
import {
  doesAndHangs,
  doesAndIsKilled,
  doesNothing,
  first,
  hangs,
  printsBanners,
  refusesPartition,
  saysNothing,
  shim,
  submitsAndTimesOut,
  timesOut,
} from './shims.ts';
import { runsThat, submitRig } from './submit-rig.ts';

const everyRunOnce = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${index} 1`).sort();

describe.skipIf(!hasSlurm)('submission to Slurm', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({
      conf: { MaxArraySize: '11' },
      schedulerParameters: 'max_array_tasks=8',
    });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test('cuts a sweep into arrays that fit, and starts every run once', async () => {
    await using sweep = await submitRig(cluster, { runs: runsThat(20) });
    const { batches, waiting, unresolved } = await sweep.submit();
    expect(batches.map(({ runs }) => runs)).toEqual([8, 8, 4]);
    expect({ waiting, unresolved }).toEqual({ waiting: 0, unresolved: [] });
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(20));
    expect(sweep.rig.status().counts).toMatchObject({ succeeded: 20 });
    expect(sweep.rig.status().left?.why).toBe('submitted');
  });

  test.for([
    ['submits and then reports a timeout', submitsAndTimesOut],
    ['prints banners around the id', printsBanners],
    ['submits and says nothing', saysNothing],
    ['is killed behind its submission', doesAndIsKilled],
    ['submits and never returns', doesAndHangs],
    ['never does anything', hangs],
    ['does not submit and reports a timeout', timesOut],
    ['says nothing and does nothing', doesNothing],
  ] as const)('starts every run once when sbatch %s', async ([, text]) => {
    await using bin = shimDirectory();
    const sbatch = shim(bin.path, 'sbatch', first(1, text));
    await using sweep = await submitRig(cluster, { runs: runsThat(3) }, bin.env(cluster));
    const { waiting, unresolved } = await sweep.submit();
    expect({ waiting, unresolved }).toEqual({ waiting: 0, unresolved: [] });
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(3));
    expect(sbatch.calls().length).toBeLessThanOrEqual(2);
  });

  test.for([
    ['before its intent is written', { verb: 'append', on: 'events/launcher', from: 2 }],
    ['in the middle of its intent', { verb: 'append on', on: 'events/launcher', from: 2 }],
    ['with its intent written', { verb: 'makeDirectories', on: '/batches', from: 1 }],
    ['while it writes what workers read', { verb: 'append on', on: 'pack.sh', from: 1 }],
    ['before the cluster hears of it', { verb: 'feed', on: '', from: 2 }],
    ['while sbatch is called', { verb: 'hear', on: ':mr-', from: 1 }],
    ['before the answer is written', { verb: 'append', on: 'events/launcher', from: 3 }],
    ['in the middle of the answer', { verb: 'append on', on: 'events/launcher', from: 3 }],
    ['before it says that it left', { verb: 'append', on: 'events/launcher', from: 4 }],
  ] as const)('killed %s, starts every run once after mrun resume', async ([, at]) => {
    await using sweep = await submitRig(cluster, { runs: runsThat(3) });
    expect(await sweep.submitWith({ kind: 'kill on', ...at }).ended).toMatchObject({
      signal: 'SIGKILL',
    });
    const { waiting, unresolved } = await sweep.submit({ takes: 'resume' });
    expect({ waiting, unresolved }).toEqual({ waiting: 0, unresolved: [] });
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(3));
    expect(sweep.rig.status().counts).toMatchObject({ succeeded: 3 });
  });

  test('of two who submit at once one is refused, and every run starts once', async () => {
    await using sweep = await submitRig(cluster, { runs: runsThat(3) });
    const ends = await Promise.all([1, 2].map(() => sweep.submitWith({ kind: 'none' }).ended));
    const refused = ends.filter(({ outcome }) => outcome?.ok === false);
    // The second one may come when the first one is done; then it finds nothing to do.
    expect(refused.length).toBeLessThanOrEqual(1);
    for (const { outcome } of refused)
      expect(outcome).toMatchObject({ problems: [{ kind: 'conflict', path: 'lock' }] });
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(3));
  });

  test('an array that is submitted twice with one token starts every run once', async () => {
    await using bin = shimDirectory();
    shim(bin.path, 'sbatch', '"$REAL" "$@" >/dev/null\nexec "$REAL" "$@"');
    await using sweep = await submitRig(cluster, { runs: runsThat(4) }, bin.env(cluster));
    await sweep.submit();
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(4));
    expect(sweep.rig.status().counts).toMatchObject({ succeeded: 4 });
  });

  test('what Slurm refuses stays planned, and its words are told', async () => {
    await using bin = shimDirectory();
    const sbatch = shim(bin.path, 'sbatch', refusesPartition);
    await using sweep = await submitRig(cluster, { runs: runsThat(2) }, bin.env(cluster));
    const submission = await sweep.submit();
    expect(submission).toMatchObject({ batches: [], waiting: 2, unresolved: [] });
    expect(submission.refused).toContain('Invalid partition name specified');
    expect(sweep.rig.status().counts).toMatchObject({ planned: 2 });
    expect(sbatch.calls().length).toBe(1);
    sbatch.become('exec "$REAL" "$@"');
    await sweep.submit({ takes: 'resume' });
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(2));
  });

  test('parameters and variables of any text reach runs as they are', async () => {
    const nasty = `it's "quoted" \`x\` $(id) $HOME\n\ttwo lines * \u00e9\u{1f980} -- end\\`;
    const large = 'x y'.repeat(350_000);
    await using sweep = await submitRig(cluster, {
      runs: [
        {
          script: [
            'sh',
            '-c',
            'printf %s "$1" >"$MRUNNER_EXP_DIR_PATH/got"; printf %s "$NASTY" >"$MRUNNER_EXP_DIR_PATH/env"',
            'sh',
            nasty,
          ],
          env: { NASTY: nasty },
          parameters: { text: nasty, large },
        },
      ],
    });
    await sweep.submit();
    await sweep.ended();
    expect(sweep.rig.read(0, 'got')).toBe(nasty);
    expect(sweep.rig.read(0, 'env')).toBe(nasty);
    expect(sweep.rig.read(0, 'neptune.yaml').length).toBeGreaterThan(large.length);
  });

  test('values of secrets reach runs, and stand in no file of the sweep', async () => {
    const value = "s3cr3t'$(id)";
    await using sweep = await submitRig(
      cluster,
      {
        runs: [{ script: 'printf %s "$TOKEN-$OWN" | md5sum', secrets: ['OWN'] }],
        setup: { secrets: ['TOKEN'] },
      },
      { TOKEN: value, OWN: `own-${value}` },
    );
    await sweep.submit();
    await sweep.ended();
    const { createHash } = await import('node:crypto');
    const digest = createHash('md5').update(`${value}-own-${value}`).digest('hex');
    expect(sweep.rig.read(0, 'log.1')).toContain(digest);
    const { home } = sweep.rig.sweep;
    const files = execFileSync('sh', ['-c', 'grep -rlF s3cr3t "$1" || :', 'sh', home], {
      encoding: 'utf8',
    });
    expect(files).toBe('');
  });
});

/** A directory for the front of PATH. */
function shimDirectory() {
  const path = mkdtempSync(join(tmpdir(), 'mrunner-shims-'));
  return {
    path,
    env: ({ env }: Cluster) => ({ PATH: `${path}:${env.PATH}` }),
    [Symbol.asyncDispose]: async () => rmSync(path, { recursive: true, force: true }),
  };
}
