import type { Context } from '../contexts/context.ts';
import { mainContext } from '../sweep/sweep-contexts.ts';
import { sweepHome } from '../sweep/sweep-paths.ts';
import type { SweepRecord } from '../sweep/sweep-record.ts';
import { slurmSettings } from './slurm-settings.ts';

type Place = Pick<Context, 'storageDir' | 'slurm'>;

/** Whether runs have other file systems than this machine: their cluster is Kubernetes, or reached by ssh. */
export const isRemote = (context: Pick<Context, 'backend' | 'slurm'>): boolean =>
  context.backend === 'kubernetes' || slurmSettings(context).url !== undefined;

/** Whether a context keeps its sweeps where this machine sees them as its runs do. */
export const isHere = (context: Pick<Context, 'backend' | 'slurm'>): boolean => !isRemote(context);

/** The directory on the cluster for everything of mrunner: `storage_dir`, and `scratch_dir_name` in it. */
export function workStorage(context: Place): string {
  const storage = context.storageDir.replace(/\/+$/, '');
  const name = slurmSettings(context).scratchDirName?.replace(/^\/+|\/+$/g, '');
  return name === undefined || name === '' ? storage : `${storage}/${name}`;
}

/**
 * Where a sweep is on its cluster: `<storage_dir>[/<scratch_dir_name>]/<project>/<sweep id>`. It is the sweep's home too,
 * unless runs have other file systems than this machine.
 */
export const workDirectory = (
  sweep: Pick<SweepRecord, 'project' | 'id'> & { readonly contexts: readonly Place[] },
): string => sweepHome(workStorage(mainContext(sweep)), sweep.project, sweep.id);
