import { type Context, fail, ok, type Result } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { placeProblem } from '../place/place-problem.ts';
import { controlSocket } from './control-socket.ts';
import { askForMaster, beginMaster, endMaster, findMaster, persistence } from './ssh-master.ts';
import { usualPatience } from './ssh-place.ts';
import { sshTarget } from './ssh-target.ts';
import type { Through } from './ssh-words.ts';

/** The connection that commands share after a login. */
export interface Login {
  /** As the context says it: `me@login.hpc`; absent: the cluster is on this machine. */
  readonly title?: string;
  /** Whether it was there before. */
  readonly isOld: boolean;
  /** Whose it is; `nobody`: each command makes its own. */
  readonly whose: 'mrunner' | 'user' | 'nobody';
  /** Seconds that it stays when nobody uses it; of one that mrunner began just now. */
  readonly persist?: number;
}

type ContextOfLogin = Pick<Context, 'name' | 'slurm'>;

/**
 * Makes sure that there is a connection to the cluster of a context that commands share: the one that is there, one by keys
 * alone, or one for which ssh asks on this terminal.
 *
 * @param asks whether there is a terminal to ask on
 */
export async function logIn(
  host: Host,
  context: ContextOfLogin,
  asks: boolean,
): Promise<Result<Login>> {
  const target = sshTarget(context);
  if (target === undefined) return ok({ isOld: true, whose: 'nobody' });
  const { title } = target;
  const found = await findMaster(host, target);
  if (found !== undefined) return ok({ title, isOld: true, whose: whose(found) });
  const persist = persistence.login;
  const begun = await beginMaster(host, target, { patience: usualPatience, persist });
  if (typeof begun === 'string' || 'socket' in begun) {
    return ok({ title, isOld: false, whose: whose(begun), persist });
  }
  const problem = placeProblem({ title }, context.name, begun);
  if (!begun.wantsLogin) return fail(problem);
  const { message } = problem;
  if (!asks) {
    return fail({ ...problem, details: ['there is no terminal to ask on: type it in one'] });
  }
  if (await askForMaster(host, target)) {
    return ok({ title, isOld: false, whose: 'mrunner', persist });
  }
  const hasSocket = controlSocket(host, target) !== undefined;
  const details = hasSocket
    ? [`ssh could not log in; to see more: ssh -v ${title}`]
    : ['the path of a socket would be too long: set XDG_RUNTIME_DIR to a short directory'];
  return fail({ ...problem, message, details });
}

const whose = (through: Through): Login['whose'] => {
  if (through === 'nothing') return 'nobody';
  return through === 'own-configuration' ? 'user' : 'mrunner';
};

/** Ends the connection that mrunner began to the cluster of a context; false when there is none. */
export async function logOut(host: Host, context: ContextOfLogin): Promise<boolean> {
  const target = sshTarget(context);
  return target !== undefined && (await endMaster(host, target));
}
