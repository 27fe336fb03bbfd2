import {
  atPosition,
  contextNameOf,
  effectiveResources,
  type MemberFlags,
  type ResourceUse,
} from '@mrunner/core';
import type { ResourceVariant } from '@mrunner/dispatcher';
import type { UsedContexts } from './merge-contexts.ts';

/** Runs that ask for the same, with where they are. */
export interface CountedVariant extends ResourceVariant {
  /** How many are at which position within composites; 0 outside of composites. */
  readonly positions: readonly { readonly position: number; readonly count: number }[];
}

/** What the experiments of a spec ask of a scheduler, each kind once. */
export const resourceVariants = (
  uses: readonly ResourceUse[],
  contexts: UsedContexts,
  memberFlags: readonly MemberFlags[] = [],
): readonly CountedVariant[] => {
  const found = new Map<string, CountedVariant>();
  for (const { use, resources, index, count } of uses) {
    const merged = contexts.merged.get(contextNameOf(use, contexts.byPosition));
    if (merged === undefined || merged.context.backend === 'local') continue;
    const { context, flagResources } = merged;
    const { position } = use;
    const own = atPosition(memberFlags, position);
    const asked = effectiveResources(
      context,
      { resources },
      { ...flagResources, ...own?.resources },
    );
    const hasImage = context.backend === 'kubernetes' && own?.image !== undefined;
    const kind = { resources: asked, ...(hasImage && { image: own.image }) };
    const key = JSON.stringify([context.name, kind]);
    const known = found.get(key) ?? { context, ...kind, index, count: 0, positions: [] };
    const positions = [...known.positions, { position, count }];
    found.set(key, { ...known, count: known.count + count, positions });
  }
  return [...found.values()];
};
