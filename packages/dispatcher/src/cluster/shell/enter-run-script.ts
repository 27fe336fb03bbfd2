import { shellQuote } from '@mrunner/core';

/**
 * Shell text that takes a terminal to a run, on the machine or in the container that it is in: finds its first process by its
 * variable, takes over its environment and its working directory, and becomes the user's shell. What belongs to the terminal, and to
 * a step of Slurm, stays. Of each variable a line is made, in which \\001 stands for its line breaks.
 *
 * @param directory of the run, where it has no process to be found
 */
export const enterRunScript = (runId: string, directory: string): string => `mrunner_pid=
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
mrunner_what='it has no process here yet: its directory, and the environment that it would find'
fi
printf '%s\\n' "$(uname -n): $mrunner_what. Leave: exit" >&2
exec "\${SHELL:-/bin/sh}"`;
