import type { RunState, StateCounts } from '@mrunner/core';
import type { Colours } from './colours.ts';

/** A state in its colour. */
export const stateText = (state: RunState, colours: Colours): string =>
  paintState(state, colours)(state);

/** How a state is coloured. */
export const paintState = (state: RunState, colours: Colours): ((text: string) => string) => {
  switch (state) {
    case 'succeeded':
      return colours.green;
    case 'failed':
      return colours.red;
    case 'unknown':
    case 'cancelled':
      return colours.yellow;
    case 'running':
      return colours.cyan;
    default:
      return colours.dim;
  }
};

/** The states in the order in which people ask for them. */
const order: readonly RunState[] = [
  'succeeded',
  'running',
  'failed',
  'unknown',
  'cancelled',
  'pending',
  'planned',
];

/** How many runs are in which state, the ones that occur: `succeeded 7   running 2   failed 1   planned 2`. */
export const countsText = (counts: StateCounts, colours: Colours, gap = '   '): string =>
  order
    .filter((state) => counts[state] > 0)
    .map((state) => paintState(state, colours)(`${state} ${counts[state]}`))
    .join(gap);
