import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from './cluster.ts';
import { type Ended, runCommand } from './run-command.ts';
import * as shims from './shims.ts';

describe.skipIf(!hasSlurm)('a shim for a command of Slurm', () => {
  let cluster: Cluster;
  let directory: string;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1 });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'mrunner-shims-'));
    return () => rmSync(directory, { recursive: true, force: true });
  });

  const words = ['sbatch', '--parsable', '--hold', '--output=/dev/null', '--wrap=true'];
  const submit = (name: string): Promise<Ended> => {
    const env = { ...process.env, ...cluster.env, PATH: `${directory}:${cluster.env.PATH}` };
    return runCommand([...words, `--job-name=${name}`], env);
  };
  const count = async (name: string): Promise<number> =>
    (await cluster.jobs()).filter((job) => job.name === name).length;

  test.each([
    ['submitsAndTimesOut', shims.submitsAndTimesOut, 1, 1, /^$/],
    ['timesOut', shims.timesOut, 0, 1, /^$/],
    ['printsBanners', shims.printsBanners, 1, 0, /^\*.*\n1001 .*\n\d+\n\nHave .*\n$/],
    ['saysNothing', shims.saysNothing, 1, 0, /^$/],
    ['doesNothing', shims.doesNothing, 0, 0, /^$/],
    ['doesAndIsKilled', shims.doesAndIsKilled, 1, 137, /^$/],
    ['refusesPartition', shims.refusesPartition, 0, 1, /^$/],
    ['asReal', shims.asReal, 1, 0, /^\d+\n$/],
  ])('%s', async (name, text, submitted, code, printed) => {
    const { calls } = shims.shim(directory, 'sbatch', text);
    const ended = await submit(name);
    expect(ended).toMatchObject({ code, stdout: expect.stringMatching(printed) });
    if (name.includes('imesOut'))
      expect(ended.stderr).toBe(`sbatch: error: ${shims.socketTimedOut}\n`);
    expect(await count(name)).toBe(submitted);
    expect(calls()).toEqual([[...words.slice(1), `--job-name=${name}`]]);
  });

  test('may hang until its directory is removed, after it did its work', async () => {
    shims.shim(directory, 'sbatch', shims.doesAndHangs);
    const hanging = submit('hanging');
    await cluster.until(async () => (await count('hanging')) === 1, 'the job');
    rmSync(directory, { recursive: true });
    expect((await hanging).code).toBe(1);
  });

  test('may be of one mind for some calls, of another for later ones', async () => {
    const { calls, become } = shims.shim(directory, 'sbatch', shims.first(1, shims.timesOut));
    const codes = [(await submit('first')).code, (await submit('second')).code];
    become(shims.doesNothing);
    codes.push((await submit('third')).code);
    expect(codes).toEqual([1, 0, 0]);
    expect(await Promise.all(['first', 'second', 'third'].map(count))).toEqual([0, 1, 0]);
    expect(calls()).toHaveLength(3);
  });
});
