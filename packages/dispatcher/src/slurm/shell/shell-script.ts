import { shellCommand, shellQuote } from '@mrunner/core';
import { enterRunScript } from '../../cluster/shell/enter-run-script.ts';
import { slurmPrologue } from '../../place/program-text.ts';

/** A run to look around at. */
export interface ShellTarget {
  /** Id of its task as squeue takes it: `12_3`. */
  readonly job: string;
  /** `20261122-1607-brave-otter/3`. */
  readonly runId: string;
  /** Its experiment directory there. */
  readonly directory: string;
}

/** The exit code of a script that found no job. */
export const noSuchJob = 75;

/** Shell text that opens a terminal in the job of a run; for a terminal on a machine with Slurm's commands. */
export function shellScript({ job, runId, directory }: ShellTarget): string {
  const single = job.replace(/_.*/, '');
  const step = ['--overlap', '--nodes=1', '--ntasks=1', '--pty', '/bin/sh', '-c'];
  return `${slurmPrologue}
mrunner_job=$(squeue -h -r -t running -j ${shellQuote(job)} -o %A 2>/dev/null) ||
mrunner_job=$(squeue -h -r -t running -j ${shellQuote(single)} -o %A 2>/dev/null)
if [ ! "$mrunner_job" ]; then exit ${noSuchJob}; fi
exec srun --jobid="$mrunner_job" ${shellCommand([...step, enterRunScript(runId, directory)])}
`;
}
