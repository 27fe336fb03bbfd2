import type { LoadedSpec } from '@mrunner/core/load-spec';
import type { Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { printWarnings } from '../output/warnings.ts';

/**
 * Calls what a spec wants to be called once its sweep has a launcher. What fails there is a warning and changes nothing.
 * Undefined when there is nothing to call.
 */
export const callAfterRun = (
  cli: Cli,
  { afterRun }: LoadedSpec,
  { home, record }: Sweep,
): Promise<void> | undefined => {
  if (afterRun === undefined) return undefined;
  const url = record.contexts[0]?.slurm.slurm_url;
  const sweep = {
    unique_name: record.id,
    grid_logs_dir: `${home}/runs`,
    slurm_url: typeof url === 'string' ? url : '',
  };
  return afterRun(sweep).then((problem) => {
    if (problem !== undefined) printWarnings(cli, { warnings: [problem] });
  });
};
