import { fail, ok, type Problem, type Result } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { inheritedEnv } from '../local/inherited-env.ts';
import { privateValues } from '../local/worker-env.ts';
import type { ContextSetting } from '../local/worker-pool.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';

/** What the workers of each context of a sweep inherit; problems for all values that are missing here. */
export function contextSettings(
  host: Host,
  sweep: Sweep,
  secrets: { readonly [name: string]: string },
): Result<ReadonlyMap<string, ContextSetting>> {
  const inherited = inheritedEnv(host.env, sweep.record.searchPath);
  const settings = new Map<string, ContextSetting>();
  const problems: Problem[] = [];
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
    });
  }
  return problems.length > 0 ? fail(...problems) : ok(settings);
}
