import { type Experiment, type RecordedExperiment, stringifyPrivate } from '@mrunner/core';

/**
 * Makes lines of `experiments.jsonl`. Experiments of one spec share everything but their parameters, so the text of the
 * shared part is made once. The index stands first: by it a line is found without reading the rest.
 */
export const experimentLines = (): ((recorded: RecordedExperiment) => string) => {
  let shared: Experiment | undefined;
  let sharedText = '';
  return ({ index, experiment, ...place }) => {
    if (shared === undefined || !sharesFields(shared, experiment)) {
      const { parameters: _, ...fields } = experiment;
      sharedText = stringifyPrivate(fields).slice(0, -1);
      shared = experiment;
    }
    const parameters = stringifyPrivate(experiment.parameters);
    const rest = stringifyPrivate(place).slice(1);
    return `{"index":${index},"experiment":${sharedText},"parameters":${parameters}},${rest}`;
  };
};

const sharesFields = (before: Experiment, next: Experiment): boolean => {
  const keys = Object.keys(next) as (keyof Experiment)[];
  return (
    keys.length === Object.keys(before).length &&
    keys.every((key) => key === 'parameters' || before[key] === next[key])
  );
};
