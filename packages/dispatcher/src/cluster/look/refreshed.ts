import type { Host } from '../../host/host.ts';
import type { Carried } from '../steer/carried.ts';
import type { SchedulerView } from './scheduler-file.ts';

/** How old what is known of a sweep is. */
export interface Refreshed {
  /** When its scheduler answered last, in milliseconds since the epoch; absent for sweeps without one, and when it never did. */
  readonly asOf?: number;
  /** Why nothing newer is known, in words. */
  readonly trouble?: string;
  /** The cluster asks for a password: `mrun login CONTEXT`. */
  readonly wantsLogin?: true;
  /** The sweep's directory there, when somebody removed it, or files of it, while runs go on. */
  readonly gone?: string;
  /** What its user may not do there, and what comes of that: told once. */
  readonly lacks?: string;
  /** What it does not want to do of what somebody wished, in its words. */
  readonly refused?: string;
}

/** Milliseconds before which Slurm's controller, which all its users share, is not asked again. */
const politePause = 10_000;

/** Whether somebody asked a moment ago. One that was not reached is asked again at once. */
export function isRecent(
  { clock }: Pick<Host, 'clock'>,
  view: SchedulerView,
  pause = politePause,
): boolean {
  const sinceAsked = clock.now() - view.askedAt;
  return sinceAsked >= 0 && sinceAsked < pause && !view.isUnreached;
}

/** Nothing newer will ever be known: earlier troubles do not matter. */
export const over = { trouble: undefined, wantsLogin: undefined, gone: undefined };

/** What is remembered when somebody's wish did not get there. */
export const unheard = ({
  trouble,
  wantsLogin,
}: Carried): Pick<SchedulerView, 'trouble' | 'wantsLogin' | 'isUnreached'> => ({
  ...(trouble !== undefined && { trouble }),
  ...(wantsLogin && { wantsLogin, isUnreached: true }),
});

/** What is told of it. */
export const tellOf = ({
  asOf,
  trouble,
  wantsLogin,
  gone,
}: { readonly [K in keyof Refreshed]: Refreshed[K] | undefined }): Refreshed => ({
  ...(asOf !== undefined && { asOf }),
  ...(trouble !== undefined && { trouble }),
  ...(wantsLogin && { wantsLogin }),
  ...(gone !== undefined && { gone }),
});
