import type { Frames } from '@mrunner/core/kubernetes';

/** What stands in a log where its beginning was. */
export const beginningIsGone = Buffer.from(
  'mrunner: the beginning of this log is gone: its node kept only the end\n',
);

/** What stands in a log that was followed, where its node could not go on from where it was. */
export const linesMayBeGone = Buffer.from(
  'mrunner: lines may be missing here: its node kept only the end of the log\n',
);

/**
 * Tells of a log, of each piece of it, whether it is now known that its beginning is gone: once at most. `end`: there is no more.
 */
export function beginningTeller(): (found: Pick<Frames, 'begins' | 'output'> | 'end') => boolean {
  let isKnown = false;
  return (found) => {
    const begins = found !== 'end' && found.begins;
    if (isKnown || (found !== 'end' && !begins && found.output.length === 0)) return false;
    isKnown = true;
    return !begins;
  };
}
