import {
  atPosition,
  contextNameOf,
  effectiveResources,
  type MemberFlags,
  type ResourceUse,
} from '@mrunner/core';
import type { ResourceVariant } from '@mrunner/dispatcher';
import type { UsedContexts } from './merge-contexts.ts';

/** What the experiments of a spec ask of a scheduler, each kind once. */
export const resourceVariants = (
  uses: readonly ResourceUse[],
  contexts: UsedContexts,
  memberFlags: readonly MemberFlags[] = [],
): readonly ResourceVariant[] => {
  const found = new Map<string, ResourceVariant>();
  for (const { use, resources, index, count } of uses) {
    const merged = contexts.merged.get(contextNameOf(use, contexts.byPosition));
    if (merged === undefined || merged.context.backend === 'local') continue;
    const { context, flagResources } = merged;
    const flags = { ...flagResources, ...atPosition(memberFlags, use.position)?.resources };
    const asked = effectiveResources(context, { resources }, flags);
    const key = JSON.stringify([context.name, asked]);
    const known = found.get(key) ?? { context, resources: asked, index, count: 0 };
    found.set(key, { ...known, count: known.count + count });
  }
  return [...found.values()];
};
