import { fail, ok, type Result } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import { experimentsWithSecrets } from '../../launch/missing-secrets.ts';
import { privateValues, secretValues } from '../../local/worker-env.ts';
import type { PrivateValues } from '../../pack/private-file.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';

type Given = { readonly [name: string]: string };

/** The values of dotenv files and secrets, by context; contexts without any are left out. Problems for all that are missing. */
export function gatherPrivateValues(
  host: Host,
  sweep: Sweep,
  given: Given,
): Result<ReadonlyMap<string, PrivateValues>> {
  const found = new Map<string, PrivateValues>();
  const problems = [];
  const ofRuns = runSecretNames(host, sweep);
  for (const context of sweep.record.contexts) {
    const exported = privateValues(host, context, given);
    const names = [...(ofRuns.get(context.name) ?? [])].filter(
      (name) => !context.setup.secrets.includes(name),
    );
    const own = secretValues(host, names, given);
    if (!exported.ok) problems.push(...exported.problems);
    if (!own.ok) problems.push(...own.problems);
    if (!exported.ok || !own.ok) continue;
    const isEmpty = [exported.value, own.value].every((it) => Object.keys(it).length === 0);
    if (!isEmpty) found.set(context.name, { exported: exported.value, ofRuns: own.value });
  }
  return problems.length > 0 ? fail(...problems) : ok(found);
}

/** Which secrets the runs of each context name. */
function runSecretNames(host: Host, sweep: Sweep): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { experiment, context } of experimentsWithSecrets(host, sweep.home)) {
    const known = names.get(context) ?? new Set();
    names.set(context, known);
    for (const name of experiment.secrets) known.add(name);
  }
  return names;
}
