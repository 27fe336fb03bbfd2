import { expect, test, vi } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { launchSweep } from '../../src/launch/launch-sweep.ts';
import { readEvents } from '../../src/sweep-home/read-facts.ts';
import { hasTool, makeRig, type Rig } from '../rig.ts';
import { inParallel } from './in-parallel.ts';
import { violations } from './invariants.ts';
import { makeLedger } from './ledger.ts';

// Many sweeps in one test, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 300_000 });

/** The host with bash as the first worker's shell, and with that worker killing itself before its k-th command. */
function killingWorker(host: Host, k: number): Host {
  const countdown = `set -T; mrunner_k=0; trap 'mrunner_k=$((mrunner_k+1)); [ "$mrunner_k" != ${k} ] || kill -s KILL $$' DEBUG\n`;
  let isFirst = true;
  return {
    ...host,
    processes: {
      ...host.processes,
      start: (command, options) => {
        if (!isFirst) return host.processes.start(command, options);
        isFirst = false;
        const child = host.processes.start(['bash', ...command.slice(1)], options);
        let isProgram = true;
        const write = (text: string): void => {
          // The program puts such traps away.
          const kept = text.replace(/.*trap - DEBUG.*/, ':').replace('set +kET', 'set +kE');
          child.write(isProgram ? countdown + kept : kept);
          isProgram = false;
        };
        return { ...child, write };
      },
    },
  };
}

/** How far the first run came in its worker's records when that was killed. */
type Step = 'nothing' | 'claimed' | 'started' | 'ended';

function stepOf(rig: Rig): Step {
  const events = readEvents(rig.host, rig.sweep.home).filter(
    (event) => 'run' in event && event.run === 0 && event.attempt === 1,
  );
  if (events.some((event) => event.event === 'exit')) return 'ended';
  if (events.some((event) => event.event === 'start')) return 'started';
  return rig.host.files.exists(rig.path(0, 'log.1')) ? 'claimed' : 'nothing';
}

/** What came of a sweep whose first worker was killed before its k-th command. */
interface KilledWorker {
  readonly step: Step;
  readonly wrong: readonly string[];
  readonly counts: string;
}

async function killWorkerAt(k: number): Promise<KilledWorker> {
  using ledger = makeLedger();
  await using rig = await makeRig({
    runs: [{ script: ledger.run(0, 0) }, { script: ledger.run(0, 3) }],
    options: { parallel: 1 },
  });
  let step: Step = 'nothing';
  const launched = await launchSweep(killingWorker(rig.host, k), rig.sweep, {
    // Seen before anything else is started.
    observe: (event) => {
      if (event.type === 'ended' && event.run.index === 0) step = stepOf(rig);
    },
  });
  if (!launched.ok) throw new Error(JSON.stringify(launched.problems));
  await launched.value.done;
  const wrong = [...violations(ledger.lines(), rig.status(), 2)];
  const { counts } = await rig.run({ takes: 'resume' });
  wrong.push(...violations(ledger.lines(), rig.status(), 2));
  const { succeeded, failed, unknown } = counts;
  return {
    step,
    wrong: wrong.map((what) => `killed at ${k}: ${what}`),
    counts: `${succeeded} ${failed} ${unknown}`,
  };
}

test.skipIf(!hasTool('bash'))(
  'SIGKILL of a worker before each of its commands: no attempt starts twice, no end is made up',
  async () => {
    const numbers = Array.from({ length: 64 }, (_, i) => i + 1);
    const results = await inParallel(4, numbers, killWorkerAt);
    expect(results.flatMap(({ wrong }) => wrong)).toEqual([]);
    const steps = Map.groupBy(results, ({ step }) => step);
    const counts = (step: Step) => new Set(steps.get(step)?.map((result) => result.counts));
    // Killed before the claim, another worker starts the run.
    expect(counts('nothing')).toEqual(new Set());
    for (const step of ['claimed', 'started', 'ended'] as const) {
      expect(counts(step)).toEqual(new Set(['1 1 0']));
    }
    for (const step of ['claimed', 'started', 'ended'] as const) {
      expect(steps.get(step)?.length).toBeGreaterThan(5);
    }
  },
);
