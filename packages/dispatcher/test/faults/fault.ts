import type { Host } from '../../src/host/host.ts';
import { type Effect, faultyHost } from './faulty-host.ts';

/** What goes wrong in a launcher. */
export type Fault =
  /** Nothing; its effects are counted. */
  | { readonly kind: 'none' }
  /** SIGKILL right before its effect of this number, counted from 1. */
  | { readonly kind: 'kill'; readonly at: number }
  /** The same before the n-th effect of a verb on what contains a text. */
  | {
      readonly kind: 'kill on';
      readonly verb: string;
      readonly on: string;
      readonly from: number;
    }
  /** The system refuses the effects on what contains a text, from the n-th on, so many times. */
  | {
      readonly kind: 'refuse';
      readonly code: string;
      readonly on: string;
      readonly from: number;
      /** In JSON null for ever. */
      readonly times: number | null;
    }
  /** From the effect of this number on, the clock is so many milliseconds off. */
  | { readonly kind: 'clock'; readonly at: number; readonly by: number };

/** What was done through a host on which something goes wrong. */
export interface FaultedHost {
  readonly host: Host;
  readonly effects: readonly Effect[];
}

/** A host on which one thing goes wrong. `strikes` is called when it does: it ends the process where that is the fault. */
export function withFault(host: Host, fault: Fault, strikes: () => void): FaultedHost {
  const effects: Effect[] = [];
  let matching = 0;
  const faulty = faultyHost(host, (effect) => {
    effects.push(effect);
    switch (fault.kind) {
      case 'kill':
        if (effects.length === fault.at) strikes();
        return;
      case 'kill on':
        if (effect.verb === fault.verb && effect.on.includes(fault.on)) {
          if (++matching === fault.from) strikes();
        }
        return;
      case 'refuse':
        if (refuses(effect, fault.on) && ++matching >= fault.from) {
          if (matching >= fault.from + (fault.times ?? Number.POSITIVE_INFINITY)) return;
          strikes();
          throw refusal(fault.code, effect);
        }
    }
  });
  const { clock } = host;
  const now = (): number =>
    fault.kind === 'clock' && effects.length >= fault.at ? clock.now() + fault.by : clock.now();
  return { host: { ...faulty, clock: { ...clock, now } }, effects };
}

/** What a disk can refuse: signals, and what is heard, it can't. */
const refuses = ({ verb, on }: Effect, what: string): boolean =>
  !['signal', 'hear', 'feed', 'feed on', 'start', 'remove'].includes(verb) && on.includes(what);

const refusal = (code: string, { verb, on }: Effect): Error =>
  Object.assign(new Error(`${code}: refused for a test, ${verb} '${on}'`), { code });
