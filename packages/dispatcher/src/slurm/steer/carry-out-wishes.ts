import { type BatchStatus, steeringTrouble, workDirectory } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { Place, PlaceAnswer } from '../../place/place.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { endedCanaries } from '../canaries.ts';
import { type CancelTarget, cancelTargets, type OpenRun, openBatches } from './cancel-targets.ts';
import { noteCarried, type OpenWishes, openWishes } from './open-wishes.ts';
import { shareParallel } from './share-parallel.ts';
import { type Steering, steerCodes, steerProgram } from './steer-program.ts';

/** What came of wishes that were to be carried out on a cluster. */
export interface Carried {
  /** Why they wait: the next look at the cluster carries them out. */
  readonly trouble?: string;
  readonly wantsLogin?: true;
  /** What Slurm refused, in its words. */
  readonly refused?: string;
}

/**
 * Carries out on the cluster what somebody wished of a sweep and nobody has carried out: cancels, holds and releases its batches, and changes how
 * many tasks go at a time. Without such a wish nothing is asked. Doing it twice does no harm.
 */
export async function carryOutWishes(host: Host, sweep: Sweep, place: Place): Promise<Carried> {
  const wishes = openWishes(host, sweep.home);
  if (wishes.files.length === 0) return {};
  const steering = steeringOf(sweep.status(), wishes);
  if (isNothing(steering)) {
    noteCarried(host, sweep.home, wishes.files);
    return {};
  }
  const program = steerProgram(workDirectory(sweep.record), steering);
  const carried = carriedOf(await place.run(program));
  if (carried.trouble === undefined) noteCarried(host, sweep.home, wishes.files);
  return carried;
}

function steeringOf(status: SweepStatus, { cancels, pace, parallel }: OpenWishes): Steering {
  const open = openBatches(status);
  // Who goes on then does not wait for canaries any more.
  const isDecided = pace === 'go-on' && endedCanaries(status) !== undefined;
  return {
    cancels: mergedTargets(
      cancels.flatMap(({ runs, time }) => {
        const meant = runs === 'all' ? undefined : new Set(runs);
        return cancelTargets(open, status.launchers, (run) => meant?.has(run) ?? true, time);
      }),
    ),
    paced: pace === undefined ? [] : [...open.keys()],
    ...(pace !== undefined && { pace }),
    ...(isDecided && { inSpite: true }),
    throttles: parallel === undefined ? [] : throttlesOf(open, parallel),
  };
}

/** Several wishes may name runs of one batch. */
function mergedTargets(targets: readonly CancelTarget[]): readonly CancelTarget[] {
  return [...Map.groupBy(targets, ({ batch }) => batch).values()].map((some) => {
    const [first] = some as [CancelTarget];
    const whole = some.find(({ isWhole }) => isWhole);
    return (
      whole ?? {
        ...first,
        runs: [...new Set(some.flatMap(({ runs }) => runs))],
        tasks: [...new Set(some.flatMap(({ tasks }) => tasks))],
      }
    );
  });
}

function throttlesOf(
  open: ReadonlyMap<BatchStatus, readonly OpenRun[]>,
  parallel: number | 'auto',
): Steering['throttles'] {
  const batches = [...open.keys()];
  if (parallel === 'auto') return batches.map((batch) => ({ batch, runs: 0 }));
  const shares = shareParallel(
    parallel,
    [...open.values()].map((runs) => runs.length),
  );
  return batches.map((batch, at) => ({ batch, runs: shares[at] ?? 1 }));
}

const isNothing = ({ cancels, paced, throttles }: Steering): boolean =>
  cancels.length + paced.length + throttles.length === 0;

function carriedOf(answer: PlaceAnswer): Carried {
  if (answer.kind === 'unreached') {
    return { trouble: answer.text, ...(answer.wantsLogin && { wantsLogin: true }) };
  }
  if (answer.kind === 'lost') return { trouble: answer.text };
  const said = answer.stderr.trim();
  if (answer.code === steerCodes.unwritable) return { trouble: said };
  if (answer.code === steerCodes.silent) return { trouble: said || 'squeue gives no answer' };
  const trouble = steeringTrouble(answer.parts.get('complaints')?.toString() ?? '');
  if (trouble?.kind === 'silent') return { trouble: trouble.text };
  return trouble === undefined ? {} : { refused: trouble.text };
}
