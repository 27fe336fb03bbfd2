import { indexesText, type WishEvent } from '@mrunner/core';
import { optionsText } from '../load/update-flags.ts';

/** What somebody wished of a launch from elsewhere, as a line for who watches it. */
export function wishText(wish: WishEvent): string {
  switch (wish.event) {
    case 'cancel': {
      const runs = wish.runs === 'all' ? 'everything' : indexesText(wish.runs);
      return `${wish.by} cancelled ${runs}.`;
    }
    case 'pause':
      return `${wish.by} paused the sweep: what runs goes on to its end, and nothing more is started.`;
    case 'go-on':
      return `${wish.by} took the pause back.`;
    case 'update':
      return `${wish.by} wants ${optionsText(wish)}.`;
    case 'retry':
      return `${wish.by} wants ${indexesText(wish.runs.map(({ run }) => run))} tried again.`;
  }
}
