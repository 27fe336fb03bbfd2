import { shellCommand, shellQuote } from '@mrunner/core';
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
exec srun --jobid="$mrunner_job" ${shellCommand([...step, stepScript(runId, directory)])}
`;
}

/**
 * Finds the run's first process by its variable, takes over its environment and its working directory, and becomes the user's shell.
 * What belongs to the terminal, and to the step, stays. Of each variable a line is made, in which \\001 stands for its line breaks.
 */
const stepScript = (runId: string, directory: string): string => `mrunner_pid=
for mrunner_dir in /proc/[0-9]*; do
[ -r "$mrunner_dir/environ" ] || continue
case "
$(tr '\\0' '\\n' <"$mrunner_dir/environ" 2>/dev/null)
" in *"
MRUNNER_RUN_ID="${shellQuote(runId)}"
"*) ;; *) continue ;; esac
mrunner_this=\${mrunner_dir#/proc/}
if [ ! "$mrunner_pid" ] || [ "$mrunner_this" -lt "$mrunner_pid" ]; then mrunner_pid=$mrunner_this; fi
done
if [ "$mrunner_pid" ]; then
mrunner_soh=$(printf '\\001')
while IFS= read -r mrunner_line; do
mrunner_name=\${mrunner_line%%=*} mrunner_value=\${mrunner_line#*=}
case $mrunner_name in
'' | [0-9]* | *[!A-Za-z0-9_]* | mrunner_* | SLURM_* | TERM | COLUMNS | LINES | PWD | OLDPWD | SHLVL | IFS | _ | PPID) continue ;;
esac
case $mrunner_value in *"$mrunner_soh"*)
mrunner_value=$(printf '%s.' "$mrunner_value" | tr '\\001' '\\n')
mrunner_value=\${mrunner_value%.} ;;
esac
export "$mrunner_name=$mrunner_value"
done <<mrunner_environ
$(tr '\\n\\0' '\\001\\n' <"/proc/$mrunner_pid/environ" 2>/dev/null)
mrunner_environ
cd "/proc/$mrunner_pid/cwd" 2>/dev/null && cd "$(pwd -P)"
mrunner_what="environment and directory of process $mrunner_pid"
else
cd ${shellQuote(directory)} 2>/dev/null
mrunner_what='it has no process here yet: its directory, the environment of a new step'
fi
printf '%s\\n' "$(uname -n): $mrunner_what. Leave: exit" >&2
exec "\${SHELL:-/bin/sh}"`;
