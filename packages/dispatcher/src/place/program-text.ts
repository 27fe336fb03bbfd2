/** The line that the far side says before it is sent a program. */
export const readyLine = 'mrunner-ready\n';

/**
 * What a login shell is asked to run. It takes a program from stdin, by its length in bytes because some shells read ahead
 * of what they execute, and leaves the rest of stdin to the program. The same for every program, and free of
 * whatever sh, bash, tcsh and fish read in different ways inside of single quotes: `\`, `!` and line breaks.
 */
export const farCommand =
  'exec /bin/sh -c \'echo mrunner-ready; IFS= read -r n && p=$(dd ibs=1 obs=65536 count=$n 2>/dev/null) && eval "$p"\'';

/**
 * A program as it is sent, behind the line with its length. Its output is put between marks, so that what a login shell says
 * on its own is not taken for it. The braces make a beginning of it, cut off by a lost connection, a syntax error.
 */
export function programBytes(program: string, mark: string): Buffer {
  const text = `{
mrunner_mark='${mark}'
${prologue}
printf '%s<\\n' "$mrunner_mark"
printf '%s<\\n' "$mrunner_mark" >&2
(
:
${program}
)
mrunner_code=$?
printf '%s>\\n' "$mrunner_mark" >&2
printf '%s>%s\\n' "$mrunner_mark" "$mrunner_code"
exit 0
}`;
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${bytes.length}\n`), bytes]);
}

/**
 * Shell text that goes to the user's home directory, and finds the commands of a cluster. Their variables change what they
 * print and where they submit: SLURM_CONF says which cluster, SLURM_JWT who asks, and the others are of an enclosing job. A
 * shell that is no login shell often has no sbatch on its PATH.
 */
export const slurmPrologue = `cd "$HOME" 2>/dev/null || cd /
mrunner_scrub() {
set -f
IFS='
'
for mrunner_line in $(env); do
mrunner_name=\${mrunner_line%%=*}
case $mrunner_name in
*[!A-Za-z0-9_]* | SLURM_CONF | SLURM_JWT) ;;
SLURM_* | SBATCH_* | SRUN_* | SALLOC_* | SQUEUE_* | SACCT_* | SINFO_* | SCANCEL_* | SCONTROL_* | SPRIO_*) unset "$mrunner_name" ;;
esac
done
set +f
unset IFS mrunner_line mrunner_name
}
mrunner_scrub
if ! command -v sbatch >/dev/null 2>&1 && [ -r /etc/profile ]; then . /etc/profile </dev/null >/dev/null 2>&1; fi`;

const prologue = `${slurmPrologue}
mrunner_part() { printf '%s:%s\\n' "$mrunner_mark" "$1"; }
LC_ALL=C
export LC_ALL`;
