import type { Problem } from '@mrunner/core';
import type { SweepFlags } from '../load/sweep-flags.ts';

const oldest = 'specifications';

/** What a spec may be called when nobody says: the old dispatcher's name first, then those of its successors. */
export const usualSpecNames: readonly string[] = [oldest, 'spec', 'experiments_list'];

/** That a Python spec has another name than the old dispatcher would have looked for. */
export const otherName = (
  { file, spec }: Pick<SweepFlags, 'file' | 'spec'>,
  found: string,
): readonly Problem[] =>
  spec !== undefined || found === oldest || !file.endsWith('.py')
    ? []
    : [{ kind: 'spec', path: file, message: `it has no ${oldest}, so ${found} is taken` }];
