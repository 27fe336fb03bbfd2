import { setTimeout as wait } from 'node:timers/promises';
import { refreshSweep } from '../../../packages/dispatcher/src/slurm/look/refresh-sweep.ts';
import type { Sweep } from '../../../packages/dispatcher/src/sweep-home/open-sweep.ts';
import { violations } from '../../../packages/dispatcher/test/faults/invariants.ts';
import { makeLedger } from '../../../packages/dispatcher/test/faults/ledger.ts';
import type { ChaosOutcome } from '../chaos-seed.ts';
import { ended } from '../ended.ts';
import { evidence } from '../evidence.ts';
import { firstLaunch } from '../first-launch.ts';
import { unexpectedRuns, unexpectedTexts } from '../unexpected-runs.ts';
import { livingRuns } from '../victims.ts';
import { disturbSlurm } from './slurm-disturb.ts';
import { type SlurmGround, slurmGround } from './slurm-ground.ts';
import { type SlurmPlan, slurmPlan } from './slurm-plan.ts';

/** Times that what is not as it should be is retried, when nobody disturbs any more. */
const calmRounds = 8;
/** Milliseconds until all tasks that the cluster has must be over. */
const patience = 240_000;

/** Submits a sweep, disturbs it and its cluster as the seed says, resumes it until it is done, and compares. */
export async function slurmSeed(seed: number, count: number): Promise<ChaosOutcome> {
  using ledger = makeLedger();
  const plan = slurmPlan(seed, count, ({ life, code }) => ledger.run(life, code));
  await using ground = await slurmGround(plan);
  const { playground } = ground;
  const { runs, spec, disturbances, ...shown } = plan;
  playground.tell(`${JSON.stringify(shown)} ${disturbances.map(({ what }) => what).join(', ')}`);
  const wrong: string[] = [];
  const begin = { words: wordsOf(plan), firstKill: plan.firstKill };
  const { sweep, command } = await firstLaunch(playground, begin, wrong);
  if (sweep !== undefined) {
    const goOn = [command ?? playground.mrun('resume', sweep.record.id, '-y')];
    for (const disturbance of plan.disturbances) {
      await wait(disturbance.after);
      goOn.push(...(await disturbSlurm(ground, sweep, disturbance, goOn)));
    }
    for (const command of goOn) await ended(command, wrong);
    await calmDown(ground, plan, sweep, wrong);
    wrong.push(...violations(ledger.lines(), sweep.status(), count));
    const living = livingRuns(playground.host, sweep);
    if (living.length > 0) wrong.push(`processes of runs live on: ${living}`);
    if (wrong.length > 0) {
      playground.story.push(...evidence(playground.host, sweep, wrong, ledger.lines()));
      const { stdout } = await ground.cluster.run([
        'squeue',
        '-r',
        '-t',
        'all',
        '-o',
        '%i %j %T %r %N',
      ]);
      playground.story.push(stdout);
    }
  }
  const attempts = ledger.lines().filter((line) => line.what === 'start').length;
  return { seed, wrong, story: playground.story, attempts };
}

function wordsOf({ parallel, retries }: SlurmPlan): readonly string[] {
  const words = ['run', 'spec.json', '--context', 'hpc', '--retries', String(retries), '-y'];
  return parallel === undefined ? words : [...words, '--parallel', String(parallel)];
}

/** Resumes, and retries what was disturbed, until the runs are as the spec determines. */
async function calmDown(
  ground: SlurmGround,
  plan: SlurmPlan,
  sweep: Sweep,
  wrong: string[],
): Promise<void> {
  const { cluster, playground } = ground;
  const { mrun, tell } = playground;
  const { id } = sweep.record;
  for (const n of [1, 2, 3, 4]) {
    await cluster.run(['scontrol', 'update', `nodename=n${n}`, 'state=resume']);
  }
  for (let round = 0; round < calmRounds; round++) {
    await release(ground);
    await ended(mrun('resume', id, '-y'), wrong);
    await release(ground);
    const left = await untilOver(ground, sweep);
    const strange = unexpectedRuns(plan, sweep);
    tell(`calm ${round}: ${strange.length} strange ${JSON.stringify(sweep.status().counts)}`);
    for (const { index } of strange.slice(0, 5))
      tell(`  ${JSON.stringify(sweep.status().of(index))}`);
    if (left !== undefined) wrong.push(left);
    if (strange.length === 0 || left !== undefined) return;
    const indexes = strange.map(({ index }) => index).join(',');
    await ended(mrun('retry', `${id}/${indexes}`, '-y'), wrong);
    await untilOver(ground, sweep);
  }
  wrong.push(...unexpectedTexts(plan, sweep));
}

/** What somebody held by hand. */
async function release({ cluster }: SlurmGround): Promise<void> {
  const { stdout } = await cluster.run(['squeue', '-h', '-r', '-o', '%F_%K %r']);
  for (const line of stdout.split('\n')) {
    if (/held/i.test(line)) await cluster.run(['scontrol', 'release', line.split(' ')[0] ?? '']);
  }
}

/** Waits until nothing of a sweep may live any more; answers what may. */
async function untilOver(
  { playground: { host } }: SlurmGround,
  sweep: Sweep,
): Promise<string | undefined> {
  const deadline = performance.now() + patience;
  for (;;) {
    const quick = { record: 2000, vanished: 12_000 };
    const { trouble } = await refreshSweep(host, sweep, { force: true, patience: quick });
    const { pending, running } = sweep.status().counts;
    if (pending + running === 0) return undefined;
    if (performance.now() > deadline) {
      return `${pending} runs are pending and ${running} running for ever: ${trouble ?? 'no trouble'}`;
    }
    await wait(500);
  }
}
