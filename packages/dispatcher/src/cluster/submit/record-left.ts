import type { LeftEvent } from '@mrunner/core';
import { isDiskError } from '../../host/error-code.ts';
import type { Host } from '../../host/host.ts';
import type { EventLog } from '../../sweep-home/event-log.ts';

/** Records, as its last event, how a launcher leaves a sweep on a cluster. */
export function recordLeft(
  { clock }: Pick<Host, 'clock'>,
  events: EventLog,
  { why, text }: { readonly why: LeftEvent['why']; readonly text?: string | undefined },
): void {
  events.append({ event: 'left', time: clock.now(), why, ...(text !== undefined && { text }) });
  try {
    events.sync();
  } catch (error) {
    // What is missing then is how it left; all else is recorded.
    if (!isDiskError(error)) throw error;
  }
  events.close();
}
