import { atPosition, contextNameOf, type GpuUse, type MemberFlags } from '@mrunner/core';
import type { GpuNeed } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { UsedContexts } from './merge-contexts.ts';

/** What the experiments of a spec ask of this machine's GPUs, by what starts together. */
export const gpuNeeds = (
  cli: Pick<Cli, 'env'>,
  uses: readonly GpuUse[],
  contexts: UsedContexts,
  memberFlags: readonly MemberFlags[] = [],
): readonly GpuNeed[] =>
  uses.map(({ index, members }) => ({
    index,
    asks: members.flatMap(({ use, count }) => {
      const merged = contexts.merged.get(contextNameOf(use, contexts.byPosition));
      if (merged?.context.backend !== 'local') return [];
      const { context, flagResources } = merged;
      const said = { ...flagResources, ...atPosition(memberFlags, use.position)?.resources };
      return [
        {
          count: said.gpu?.count ?? count ?? context.resources.gpu?.count ?? 0,
          gpus: context.gpus ?? 'auto',
          visible: context.setup.env.CUDA_VISIBLE_DEVICES ?? cli.env.CUDA_VISIBLE_DEVICES,
        },
      ];
    }),
  }));
