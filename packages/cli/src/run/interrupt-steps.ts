import type { InterruptSignal } from '../cli.ts';

/** How far somebody is with ending an attached launch. `leaving`: it goes on without us. */
export type InterruptPhase = 'attached' | 'asking' | 'stopping' | 'leaving';

/** What happened: a signal, or a key while the question is open. */
export type InterruptInput = InterruptSignal | 'detach key' | 'stop key';

/** What is to be done about it. `ask`: what Ctrl-C means. `leave`: let it go on in the background. */
export type InterruptStep = 'ask' | 'stop' | 'kill' | 'leave' | 'nothing';

/**
 * What a signal or a key means at this point. Ctrl-C asks where somebody can answer, and stops elsewhere; a second one stops,
 * a third one kills. A terminal that goes away leaves the sweep to the background.
 */
export const interruptStep = (
  phase: InterruptPhase,
  input: InterruptInput,
  canAsk: boolean,
): InterruptStep => {
  if (phase === 'leaving') return 'nothing';
  if (phase === 'stopping') return input === 'SIGINT' || input === 'SIGTERM' ? 'kill' : 'nothing';
  if (input === 'SIGHUP' || input === 'detach key') return 'leave';
  return input === 'SIGINT' && phase === 'attached' && canAsk ? 'ask' : 'stop';
};

/** The phase after a step. */
export const phaseAfter = (phase: InterruptPhase, step: InterruptStep): InterruptPhase =>
  phases[step] ?? phase;

const phases: { readonly [S in InterruptStep]?: InterruptPhase } = {
  ask: 'asking',
  stop: 'stopping',
  leave: 'leaving',
};
