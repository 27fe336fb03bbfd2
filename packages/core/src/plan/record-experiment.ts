import type { IndexedExperiment } from '../experiments/experiment.ts';
import type { ContextUse } from '../spec/spectrum.ts';
import { runDirectory } from '../sweep/sweep-paths.ts';
import type { RecordedExperiment } from '../sweep/sweep-record.ts';
import { atPosition, positionOf } from './member-flags.ts';

/**
 * The name of the context an experiment runs in: its own, else the one of its position in a composite, the last one
 * for all further positions.
 */
export const contextNameOf = (
  { name, position }: ContextUse,
  byPosition: readonly string[],
): string => {
  const fallback = atPosition(byPosition, position);
  if (name === undefined && fallback === undefined)
    throw new Error('Internal error: no context at all');
  return name ?? fallback ?? '';
};

/** A line of `experiments.jsonl`: the experiment with its directory and its context. */
export const recordExperiment = (
  indexed: IndexedExperiment,
  specCount: number,
  contextsByPosition: readonly string[],
): RecordedExperiment => {
  const { index, experiment, composite } = indexed;
  return {
    ...indexed,
    directory: runDirectory({
      index,
      specCount,
      name: experiment.name,
      ...(composite !== undefined && { composite }),
    }),
    context: contextNameOf(
      { name: experiment.context, position: positionOf(indexed) },
      contextsByPosition,
    ),
  };
};
