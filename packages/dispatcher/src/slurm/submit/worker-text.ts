import { shellQuote } from '@mrunner/core';
import { setUpSteps } from '../../local/set-up-steps.ts';
import { packProgram } from '../../pack/pack-program.ts';
import { batchFiles, workFiles } from '../work-files.ts';
import type { DraftedBatch } from './draft-batches.ts';

/** What sbatch is given: it starts the worker of the batch that its argument names. */
export const startText = (work: string): string => `#!/bin/sh
exec /bin/sh ${shellQuote(`${work}/${workFiles.batches}`)}/"$1"/worker.sh "$1-$SLURM_ARRAY_TASK_ID" "$SLURM_ARRAY_TASK_ID" "$SLURM_ARRAY_TASK_ID"
`;

/** The worker of a batch. */
export function workerText(
  work: string,
  { token, context }: DraftedBatch,
  privateFile: string | undefined,
): string {
  const { once, each } = setUpSteps(context);
  const batch = `${work}/${workFiles.batch(token)}`;
  return packProgram({
    home: work,
    files: { pack: `${batch}/${batchFiles.pack}`, index: `${batch}/${batchFiles.index}` },
    context: context.name,
    grace: context.grace,
    env: context.setup.env,
    ...(privateFile !== undefined && { privateFile }),
    setUp: [...once, ...each],
  });
}
