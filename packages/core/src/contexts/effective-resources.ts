import type { Experiment, Resources } from '../experiments/experiment.ts';
import type { Context } from './context.ts';

/** What a run asks for, resource by resource: a flag's word, else the experiment's, else the context's. */
export const effectiveResources = (
  context: Pick<Context, 'resources'>,
  experiment: Pick<Experiment, 'resources'>,
  flags: Resources,
): Resources => ({ ...context.resources, ...experiment.resources, ...flags });
