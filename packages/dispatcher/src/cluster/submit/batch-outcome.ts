import type { UnsubmittedEvent } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { EventLog } from '../../sweep-home/event-log.ts';

/** What became of a batch. */
export type BatchOutcome =
  | { readonly kind: 'submitted'; readonly job: string; readonly cluster?: string }
  /** For certain. */
  | {
      readonly kind: 'unsubmitted';
      readonly why: UnsubmittedEvent['why'];
      readonly text: string;
    }
  /** Nobody knows: it is to be looked up. */
  | { readonly kind: 'unresolved'; readonly text: string };

/** What is certain of a batch. */
export type KnownOutcome = Exclude<BatchOutcome, { kind: 'unresolved' }>;

/** Records what is certain of a batch. */
export function recordOutcome(
  host: Pick<Host, 'clock'>,
  events: EventLog,
  token: string,
  outcome: KnownOutcome,
): void {
  const time = host.clock.now();
  if (outcome.kind === 'submitted') {
    const { job, cluster } = outcome;
    events.append({
      event: 'submitted',
      time,
      token,
      job,
      ...(cluster !== undefined && { cluster }),
    });
    return;
  }
  const { why, text } = outcome;
  events.append({ event: 'unsubmitted', time, token, why, text });
}
