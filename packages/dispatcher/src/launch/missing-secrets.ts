import type { Problem, RecordedExperiment } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { secretValues } from '../local/worker-env.ts';
import { experimentLines, parseExperiment } from '../sweep-home/read-experiments.ts';

/**
 * A problem for each secret of a sweep's experiments that has no value here, or a name that can't be passed on in secret.
 */
export function missingSecrets(
  host: Pick<Host, 'files' | 'env'>,
  home: string,
  given: { readonly [name: string]: string },
): readonly Problem[] {
  const names = new Set<string>();
  for (const { experiment } of experimentsWithSecrets(host, home)) {
    for (const name of experiment.secrets) names.add(name);
  }
  const values = secretValues(host, [...names], given);
  return values.ok ? [] : values.problems;
}

/**
 * The experiments of a sweep that name secrets. Only their lines are parsed: a sweep of a million runs is looked through
 * in a fraction of a second.
 */
export function* experimentsWithSecrets(
  host: Pick<Host, 'files'>,
  home: string,
): Iterable<RecordedExperiment> {
  for (const line of experimentLines(host, home)) {
    if (line.includes('"secrets":["')) yield parseExperiment(line);
  }
}
