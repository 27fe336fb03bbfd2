import { steeringTrouble, workDirectory } from '@mrunner/core';
import type { Carried } from '../../cluster/steer/carried.ts';
import { noteCarried, openWishes } from '../../cluster/steer/open-wishes.ts';
import { isNothing, steeringOf } from '../../cluster/steer/steering.ts';
import type { Host } from '../../host/host.ts';
import type { Place, PlaceAnswer } from '../../place/place.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { steerCodes, steerProgram } from './steer-program.ts';

/**
 * Carries out on the cluster what somebody wished of a sweep and nobody has carried out: cancels, holds and releases its batches, and changes how
 * many tasks go at a time. Without such a wish nothing is asked. Doing it twice does no harm.
 */
export async function carryOutWishes(host: Host, sweep: Sweep, place: Place): Promise<Carried> {
  const wishes = openWishes(host, sweep.home);
  if (wishes.files.length === 0) return {};
  const steering = steeringOf(sweep.status(), wishes);
  if (isNothing(steering)) {
    noteCarried(host, sweep.home, wishes);
    return {};
  }
  const program = steerProgram(workDirectory(sweep.record), steering);
  const carried = carriedOf(await place.run(program));
  if (carried.trouble === undefined) noteCarried(host, sweep.home, wishes);
  return carried;
}

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
