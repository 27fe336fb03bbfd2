import { compositeState, type RecordedExperiment, type RunState } from '@mrunner/core';
import type { Sweep, SweepStatus } from '@mrunner/dispatcher';
import { oneLine } from './cell-text.ts';

/** A composite with the states of its members: its part of `mrun show --json`. */
export interface CompositeView {
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  readonly members: readonly {
    readonly index: number;
    readonly member: string;
    readonly state: RunState;
  }[];
}

/** The composite that a run belongs to; undefined when it belongs to none. */
export const compositeView = (
  sweep: Sweep,
  status: SweepStatus,
  { composite }: RecordedExperiment,
): CompositeView | undefined => {
  if (composite === undefined) return undefined;
  const indexes = Array.from({ length: composite.size }, (_, i) => composite.first + i);
  const members = indexes.map((index) => ({
    index,
    member: sweep.experiment(index)?.composite?.member ?? String(index - composite.first),
    state: status.of(index).state,
  }));
  return {
    id: `${sweep.record.id}/${composite.first}`,
    name: composite.name,
    state: compositeState(members.map(({ state }) => state)),
    members,
  };
};

/** The same in a line: `pair   failed: #0 learner failed, #1 actor cancelled`. */
export const compositeText = ({ name, state, members }: CompositeView): string =>
  oneLine(
    `${name}   ${state}: ${members.map((it) => `#${it.index} ${it.member} ${it.state}`).join(', ')}`,
  );
