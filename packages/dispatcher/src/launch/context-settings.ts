import { fail, ok, type Problem, type Result } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import type { ContextSetting } from '../local/context-setting.ts';
import { inheritedEnv } from '../local/inherited-env.ts';
import { setUpSteps } from '../local/set-up-steps.ts';
import { privateValues, secretValues } from '../local/worker-env.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { experimentsWithSecrets } from './missing-secrets.ts';

/** What the workers of each context of a sweep inherit; problems for all values that are missing here. */
export function contextSettings(
  host: Host,
  sweep: Sweep,
  secrets: { readonly [name: string]: string },
): Result<ReadonlyMap<string, ContextSetting>> {
  const inherited = inheritedEnv(host.env, sweep.record.searchPath);
  const settings = new Map<string, ContextSetting>();
  const problems: Problem[] = [];
  const ofRuns = runSecretNames(host, sweep);
  for (const context of sweep.record.contexts) {
    const values = privateValues(host, context, secrets);
    if (!values.ok) {
      problems.push(...values.problems);
      continue;
    }
    settings.set(context.name, {
      context,
      env: { ...inherited, ...context.setup.env },
      privateValues: values.value,
      runSecrets: knownSecrets(host, [...(ofRuns.get(context.name) ?? [])], secrets),
    });
  }
  return problems.length > 0 ? fail(...problems) : ok(settings);
}

/** Which secrets the runs of each context name, for contexts with a set-up: it may change them. */
function runSecretNames(host: Host, sweep: Sweep): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const context of sweep.record.contexts) {
    const { once, each } = setUpSteps(context);
    if (once.length + each.length > 0) names.set(context.name, new Set());
  }
  if (names.size === 0) return names;
  for (const { experiment, context } of experimentsWithSecrets(host, sweep.home)) {
    for (const name of experiment.secrets) names.get(context)?.add(name);
  }
  return names;
}

/** Those that have values; `missingSecrets` tells of the others. */
const knownSecrets = (
  host: Host,
  names: readonly string[],
  given: { readonly [name: string]: string },
): { readonly [name: string]: string } =>
  Object.assign(
    {},
    ...names.map((name) => {
      const value = secretValues(host, [name], given);
      return value.ok ? value.value : {};
    }),
  );
