import type { Host } from '../../host/host.ts';

/** Its signal is aborted when nothing was heard for so many milliseconds. */
export interface SilenceAlarm {
  readonly signal: AbortSignal;
  readonly heard: () => void;
  readonly off: () => void;
}

/** See `SilenceAlarm`. It listens from now on. */
export function silenceAlarm({ clock }: Pick<Host, 'clock'>, milliseconds: number): SilenceAlarm {
  const alarm = new AbortController();
  const ring = (): void => alarm.abort();
  let off = clock.after(milliseconds, ring);
  return {
    signal: alarm.signal,
    heard: () => {
      off();
      off = clock.after(milliseconds, ring);
    },
    off: () => off(),
  };
}
