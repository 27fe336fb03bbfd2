import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workDirectory } from '@mrunner/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refreshSweep } from '../../../src/slurm/look/refresh-sweep.ts';
import { openSweep } from '../../../src/sweep-home/open-sweep.ts';
import { type Cluster, hasSlurm, startCluster } from '../cluster.ts';
import { type HandMadeSweep, handMadeSweep } from '../hand-made-sweep.ts';
import { hasSshd, type LoginNode, startLoginNode } from '../login-node.ts';
import { impatient } from './look-rig.ts';

describe.skipIf(!hasSlurm || !hasSshd)('what is known of a sweep on a cluster by ssh', () => {
  let cluster: Cluster;
  let login: LoginNode;
  beforeAll(async () => {
    cluster = await startCluster();
    login = await startLoginNode(cluster, { proxied: true });
  });
  afterAll(async () => {
    await login?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  /** The home of a sweep as it would be on a laptop, fed from the work directory, where the sweep was made by hand. */
  const laptopOf = (made: HandMadeSweep) => {
    const { host, sweep, dir } = made.rig;
    const home = join(dir, 'laptop');
    mkdirSync(join(home, 'events'), { recursive: true });
    const [context] = sweep.record.contexts;
    if (context === undefined) throw new Error('no context');
    const contexts = [{ ...context, slurm: { slurm_url: login.host } }];
    const record = { ...sweep.record, contexts };
    expect(workDirectory(record)).toBe(sweep.home);
    writeFileSync(join(home, 'sweep.json'), JSON.stringify(record));
    const lines = [...sweep.experiments()].map((each) => JSON.stringify(each));
    writeFileSync(join(home, 'experiments.jsonl'), `${lines.join('\n')}\n`);
    const far = { ...host, env: { ...host.env, ...login.env, SLURM_CONF: undefined } };
    const opened = openSweep(far, home);
    if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
    /** What the launcher recorded stays on the laptop. */
    const move = (): void => {
      for (const name of readdirSync(made.path('events'))) {
        if (name.startsWith('launcher-')) {
          writeFileSync(join(home, 'events', name), made.read(`events/${name}`));
        }
      }
    };
    return {
      home,
      sweep: opened.value,
      move,
      look: () => refreshSweep(far, opened.value, { force: true, patience: impatient }),
      lookAgain: () => refreshSweep(far, opened.value),
      state: (index: number) => opened.value.status().of(index),
      path: (file: string) => join(home, file),
    };
  };

  const script = [
    `echo '{"step": 1, "time": 1, "attempt": 1, "values": {"loss": 0.5}}' >metrics.jsonl`,
    `echo '{"accuracy": 0.9}' >result.json`,
  ].join('; ');

  test('records, results and the words of failures come to the home, in two round trips a look', async () => {
    await using made = await handMadeSweep(cluster, {
      runs: [
        { script },
        { script: 'echo "ValueError: bad shape" >&2; exit 3' },
        { script: `${script}; exec sleep 100` },
      ],
    });
    await made.submit();
    const laptop = laptopOf(made);
    laptop.move();
    await cluster.until(async () => {
      await laptop.look();
      const states = [0, 1, 2].map((index) => laptop.state(index).state);
      return states.join() === 'succeeded,failed,running';
    });
    expect(laptop.state(1).reason?.text).toBe('ValueError: bad shape');
    const [first, , third] = [...laptop.sweep.experiments()];
    expect(readdirSync(laptop.path(first?.directory ?? ''))).toEqual([
      'metrics.jsonl',
      'result.json',
    ]);
    expect(existsSync(laptop.path(`${third?.directory}/metrics.jsonl`))).toBe(true);
    const before = login.commands().length;
    expect((await laptop.look()).trouble).toBeUndefined();
    expect(login.commands().length - before).toBeLessThanOrEqual(2);
    expect(login.connections()).toBe(1);
  });

  test('a cluster out of reach leaves everything as it was known, and says since when', async () => {
    await using made = await handMadeSweep(cluster, { runs: [{ script: 'exec sleep 100' }] });
    await made.submit();
    const laptop = laptopOf(made);
    laptop.move();
    await cluster.until(async () => {
      await laptop.look();
      return laptop.state(0).state === 'running';
    });
    const { asOf } = await laptop.look();
    login.proxy.cut();
    login.allowLogin(false);
    expect(await laptop.look()).toMatchObject({ asOf, trouble: expect.stringMatching(/.+/) });
    expect(laptop.state(0).state).toBe('running');
    login.allowLogin(true);
    // The scheduler was not bothered, so there is no reason to wait.
    expect((await laptop.lookAgain()).trouble).toBeUndefined();
  });

  test('what came home outlives the disk there', async () => {
    await using made = await handMadeSweep(cluster, { runs: [{ script }, { script: 'exit 3' }] });
    await made.submit();
    const laptop = laptopOf(made);
    laptop.move();
    await cluster.until(async () => {
      await laptop.look();
      return [0, 1].every((index) => laptop.state(index).endedAt !== undefined);
    });
    await cluster.until(async () => {
      await laptop.look();
      return laptop.sweep.status().jobEnds.size === 1;
    });
    const away = `${made.rig.sweep.home}.purged`;
    renameSync(made.rig.sweep.home, away);
    expect((await laptop.look()).trouble).toBeUndefined();
    expect([0, 1].map((index) => laptop.state(index).state)).toEqual(['succeeded', 'failed']);
    renameSync(away, made.rig.sweep.home);
    rmSync(laptop.home, { recursive: true });
  });
});
