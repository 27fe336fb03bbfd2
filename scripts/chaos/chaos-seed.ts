import { setTimeout as wait } from 'node:timers/promises';
import type { Sweep } from '../../packages/dispatcher/src/sweep-home/open-sweep.ts';
import { violations } from '../../packages/dispatcher/test/faults/invariants.ts';
import { makeLedger } from '../../packages/dispatcher/test/faults/ledger.ts';
import { type ChaosPlan, chaosPlan } from './chaos-plan.ts';
import { disturb } from './disturb.ts';
import { ended } from './ended.ts';
import { evidence } from './evidence.ts';
import { firstLaunch } from './first-launch.ts';
import { type Command, makePlayground, type Playground } from './playground.ts';
import { unexpectedRuns, unexpectedTexts } from './unexpected-runs.ts';
import { livingLauncher, livingRuns, livingWorkers } from './victims.ts';

/** What came of one seed. */
export interface ChaosOutcome {
  readonly seed: number;
  /** Empty when all invariants held and all ended as the spec determines. */
  readonly wrong: readonly string[];
  /** What was done, line by line. */
  readonly story: readonly string[];
  readonly attempts: number;
}

/** Times that what is not as it should be is retried, when nobody disturbs any more. */
const calmRounds = 6;

/** Launches a sweep, disturbs it as the seed says, resumes it until it is done, and compares. */
export async function chaosSeed(seed: number, count: number): Promise<ChaosOutcome> {
  using ledger = makeLedger();
  const plan = chaosPlan(seed, count, ({ life, code }) => ledger.run(life, code));
  await using playground = makePlayground(plan.spec);
  const wrong: string[] = [];
  const begin = { words: wordsOf(plan), firstKill: plan.firstKill };
  const { sweep, command } = await firstLaunch(playground, begin, wrong);
  const goOn = command === undefined ? [] : [command];
  if (sweep !== undefined) {
    await disturbed(playground, plan, sweep, goOn);
    for (const command of goOn) await ended(command, wrong);
    await calmDown(playground, plan, sweep, wrong);
    wrong.push(
      ...violations(ledger.lines(), sweep.status(), count),
      ...leftovers(playground, sweep),
    );
  }
  if (sweep !== undefined && wrong.length > 0) {
    playground.story.push(...evidence(playground.host, sweep, wrong, ledger.lines()));
  }
  const attempts = ledger.lines().filter((line) => line.what === 'start').length;
  return { seed, wrong, story: playground.story, attempts };
}

function wordsOf({ parallel, detach }: ChaosPlan): readonly string[] {
  const words = ['run', 'spec.json', '--parallel', `${parallel}`, '--retries', '1', '-y'];
  return detach ? [...words, '--detach'] : words;
}

async function disturbed(
  playground: Playground,
  plan: ChaosPlan,
  sweep: Sweep,
  goOn: Command[],
): Promise<void> {
  for (const disturbance of plan.disturbances) {
    if (livingLauncher(playground.host, sweep) === undefined) {
      const detach = disturbance.detach ? ['--detach'] : [];
      const command = playground.mrun('resume', sweep.record.id, '-y', ...detach);
      goOn.push(command);
      while (livingLauncher(playground.host, sweep) === undefined && !command.isOver())
        await wait(2);
    }
    await wait(disturbance.after);
    goOn.push(...disturb(playground, sweep, disturbance));
  }
}

/** Resumes, and retries what was disturbed, until the runs are as the spec determines. */
async function calmDown(
  { mrun, host }: Playground,
  plan: ChaosPlan,
  sweep: Sweep,
  wrong: string[],
): Promise<void> {
  const { id } = sweep.record;
  for (let round = 0; round < calmRounds; round++) {
    await ended(mrun('resume', id, '-y'), wrong);
    await ended(mrun('wait', id), wrong);
    if (livingLauncher(host, sweep) !== undefined) wrong.push('a launcher goes on after resume');
    const strange = unexpectedRuns(plan, sweep);
    if (strange.length === 0) return;
    const again = strange.filter(({ state }) => ['failed', 'cancelled', 'unknown'].includes(state));
    if (again.length < strange.length) break;
    const indexes = again.map(({ index }) => index).join(',');
    await ended(mrun('retry', `${id}/${indexes}`, '-y'), wrong);
  }
  wrong.push(...unexpectedTexts(plan, sweep));
}

/** What must not be there when all is done. */
function leftovers({ host }: Playground, sweep: Sweep): readonly string[] {
  const runs = livingRuns(host, sweep);
  const workers = livingWorkers(host, sweep);
  const hasLock = host.files.exists(`${sweep.home}/lock`);
  return [
    ...(runs.length > 0 ? [`processes of runs live on: ${runs}`] : []),
    ...(workers.length > 0 ? [`workers live on: ${workers}`] : []),
    ...(hasLock ? ['the lock is still there'] : []),
  ];
}
