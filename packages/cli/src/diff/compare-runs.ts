import { contextNamed, type PlannedRun } from '@mrunner/core';
import { runResults } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { runEnvironment } from '../select/run-environment.ts';
import type { SeenRun } from '../select/seen-run.ts';
import {
  contextFacts,
  environmentFacts,
  identityFacts,
  outcomeFacts,
  resourceFacts,
} from './run-facts.ts';
import { compareFacts, type Facts, type Section } from './section.ts';

/** How two runs differ in everything but their code: kind by kind, what went in before what came out. */
export const compareRuns = (cli: Cli, a: SeenRun, b: SeenRun): readonly Section[] => {
  const [first, second] = [factsOf(cli, a), factsOf(cli, b)];
  return Object.keys(first).map((kind) => {
    const name = kind as keyof RunFacts;
    const [one, other] = [first[name], second[name]];
    if (one !== undefined && other !== undefined) return compareFacts(name, one, other);
    const note =
      one === other
        ? 'not recorded'
        : `not recorded of ${one === undefined ? 'the first' : 'the second'}`;
    return { name, differs: [], same: [], note };
  });
};

type RunFacts = ReturnType<typeof factsOf>;

const factsOf = (cli: Cli, run: SeenRun) => {
  const { sweep, recorded, status } = run;
  const planned = sweep.plan(recorded, Math.max(1, status.attempt));
  const environment = runEnvironment(cli, run);
  return {
    parameters: planned.parameters as Facts,
    run: identityFacts(run, planned),
    env: envFacts(run, planned),
    resources: resourceFacts({ ...planned.resources, ...status.overrides?.resources }),
    context: contextFacts(contextNamed(run.sweep.record, run.recorded.context)),
    environment: environment === undefined ? undefined : environmentFacts(environment),
    outcome: outcomeFacts(status),
    results: runResults(cli.host, planned.directory) as Facts,
  };
};

/** The variables that it was given by name, without mrunner's own. */
const envFacts = ({ recorded: { experiment } }: SeenRun, { contextEnv }: PlannedRun): Facts => ({
  ...contextEnv,
  ...experiment.env,
});
