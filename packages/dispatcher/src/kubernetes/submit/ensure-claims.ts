import { type Context, fail, ok, type Result } from '@mrunner/core';
import { claimManifest, kubeSettings } from '@mrunner/core/kubernetes';
import type { KubeApi } from '../api/kube-api.ts';
import { makeObject, readObject } from './ensure-object.ts';

/** Makes the claims that contexts want to be made, where they are missing. They outlive sweeps. */
export async function ensureClaims(
  api: KubeApi,
  contexts: readonly Context[],
): Promise<Result<undefined>> {
  for (const context of contexts) {
    const claim = claimManifest(kubeSettings(context));
    if (claim === undefined) continue;
    const there = await readObject(api, 'persistentvolumeclaims', claim.metadata.name);
    if (there.kind === 'well') continue;
    const isMissing = there.kind === 'refused' && there.problem === 'missing';
    const made = isMissing ? await makeObject(api, 'persistentvolumeclaims', claim) : there;
    if (made.kind === 'well' || (made.kind === 'refused' && made.problem === 'exists')) continue;
    return fail({
      kind: made.kind === 'refused' ? 'conflict' : 'unreachable',
      path: `contexts.${context.name}.pvc`,
      message: `the claim ${claim.metadata.name} can't be made: ${made.text}`,
    });
  }
  return ok(undefined);
}
