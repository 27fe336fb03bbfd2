import {
  atPosition,
  type Context,
  contextNameOf,
  type GpuUse,
  type MemberFlags,
} from '@mrunner/core';
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
      return [gpuAsk(cli, context, said.gpu?.count ?? count)];
    }),
  }));

/** What a run in a context asks of this machine's GPUs; the context's own number when nobody says another one. */
export const gpuAsk = (
  cli: Pick<Cli, 'env'>,
  { gpus, resources, setup }: Context,
  count = resources.gpu?.count ?? 0,
): GpuNeed['asks'][number] => ({
  count,
  gpus: gpus ?? 'auto',
  visible: setup.env.CUDA_VISIBLE_DEVICES ?? cli.env.CUDA_VISIBLE_DEVICES,
});
