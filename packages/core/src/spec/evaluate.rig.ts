import type { IndexedExperiment } from '../experiments/experiment.ts';
import { problemText } from '../problems/problem-text.ts';
import { type EvaluateOptions, evaluateSpec } from './evaluate-spec.ts';

/** The selected experiments of whatever a spec file gives; throws when there are problems. */
export const experimentsOf = async (
  given: unknown,
  options: Omit<EvaluateOptions, 'defaults'> = {},
): Promise<IndexedExperiment[]> => {
  const evaluated = await evaluateSpec(given, { defaults: { name: 'spec' }, ...options });
  if (!evaluated.ok) throw new Error(problemText(evaluated.problems));
  return Array.fromAsync(evaluated.value.experiments());
};

/** Their parameters. */
export const parametersOf = async (given: unknown, options?: Omit<EvaluateOptions, 'defaults'>) =>
  (await experimentsOf(given, options)).map(({ experiment }) => experiment.parameters);

/** Their indexes. */
export const indexesOf = async (given: unknown, options?: Omit<EvaluateOptions, 'defaults'>) =>
  (await experimentsOf(given, options)).map(({ index }) => index);

/** The problems as a person reads them. */
export const problemsOf = async (
  given: unknown,
  options: Omit<EvaluateOptions, 'defaults'> = {},
): Promise<string> => {
  const evaluated = await evaluateSpec(given, { defaults: { name: 'spec' }, ...options });
  return evaluated.ok ? 'no problem' : problemText(evaluated.problems);
};
