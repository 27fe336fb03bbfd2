import { shellQuote } from '@mrunner/core';
import { batchFiles, workFiles } from '../../task/work-files.ts';

/** One run that `srun` starts, as a program at the place needs it. All paths are those of the place. */
export interface SrunStart {
  /** The work directory, where its batch is staged. */
  readonly work: string;
  readonly token: string;
  /** `srun` and its options, without a command. */
  readonly words: readonly string[];
  /** The worker's script. */
  readonly worker: string;
  /** The worker's file in `events/`. */
  readonly events: string;
  /** The run's directory. */
  readonly directory: string;
  readonly attempt: number;
  /** Whether it is a step of an allocation that was there before, which is to stay when the run is stopped. */
  readonly isStep: boolean;
}

/** The exit code that `srun` is to have for errors of Slurm's own. A run may have it, too: then there is a record of it. */
export const slurmErrorCode = 222;

/** What the program hears on its input, a line each. The end of its input means `stop`: whoever asked for the run is gone. */
export type SrunOrder = 'stop' | 'kill';

/**
 * A program that starts one run by `srun`, tells what is written meanwhile, and ends with it: frames of a line
 * `<type> <bytes>` and so many bytes, see `SrunFrame`.
 *
 * A signal to srun kills its run at once, so Slurm is asked instead, which sends TERM first.
 */
export const srunProgram = (start: SrunStart): string => {
  const { work, token, words, worker, events, directory, attempt, isStep } = start;
  return `trap '' HUP PIPE
exec 3<&0 </dev/null
mrunner_token=${shellQuote(token)} mrunner_events=${shellQuote(events)}
mrunner_directory=${shellQuote(directory)} mrunner_attempt=${attempt}
cd ${shellQuote(`${work}/${workFiles.batches}`)} && mv ".$mrunner_token.tmp" "$mrunner_token" && cd "$mrunner_token" && mkdir ${begun} || exit
echo "$$ $(date +%s) $(uname -n)" >${begunBy}
true >${answerErrors} || exit
${tell}
${isStep ? endStep : endJob}
${obey}
SLURM_EXIT_ERROR=${slurmErrorCode} ${words.map(shellQuote).join(' ')} /bin/sh -c ${shellQuote(onNode)} sh ${shellQuote(`${work}/${workFiles.batch(token)}/step`)} ${shellQuote(worker)} "$mrunner_token" >${answerErrors} 2>&1 3<&- &
mrunner_srun=$!
mrunner_obey 0<&3 >/dev/null 2>&1 3<&- &
mrunner_ear=$!
exec 3<&-
while kill -0 "$mrunner_srun" 2>/dev/null; do
  mrunner_tell
  sleep "$mrunner_pace" 2>/dev/null || sleep 1
done
wait "$mrunner_srun"
mrunner_code=$?
kill "$mrunner_ear" 2>/dev/null
mrunner_tell
if [ ! -e ${answer} ]; then mrunner_answer "" "$mrunner_code"; fi
printf 'x %s\\n%s' "\${#mrunner_code}" "$mrunner_code"
`;
};

const { begun, begunBy, answer, answerErrors } = batchFiles;

/** Of several tasks one is the worker; the others are places for what it starts, such as mpiexec. */
const onNode = `[ "\${SLURM_PROCID:-0}" = 0 ] || exit 0
printf '%s %s\\n' "$SLURM_JOB_ID" "\${SLURM_STEP_ID:-0}" >"$1.tmp" && mv "$1.tmp" "$1"
exec /bin/sh "$2" "$3" 0`;

/** What a record says is told behind what the run printed before it. */
const tell = `mrunner_at_e=0 mrunner_at_o=0 mrunner_at_s=0 mrunner_at_j=0 mrunner_pace=0.1
mrunner_size() { # file
  mrunner_bytes=0
  if [ -s "$1" ]; then mrunner_bytes=$(($(wc -c <"$1"))); fi
}
mrunner_frame() { # type file from
  if [ "$mrunner_bytes" -le "$3" ]; then
    mrunner_bytes=$3
    return
  fi
  mrunner_news=x
  printf '%s %s\\n' "$1" "$((mrunner_bytes - $3))"
  tail -c "+$(($3 + 1))" "$2" 2>/dev/null | head -c "$((mrunner_bytes - $3))"
}
mrunner_answer() { # job code: kept as that of sbatch is
  printf '%s\\nrc=%s\\n' "$1" "$2" >${answer}.tmp && mv ${answer}.tmp ${answer}
}
mrunner_tell() {
  mrunner_news=
  if [ ! -e ${answer} ] && [ -e step ] && read -r mrunner_job mrunner_number <step; then mrunner_answer "$mrunner_job" 0; fi
  # Network file systems believe that a name is missing until its directory is read.
  ls "$mrunner_directory" >/dev/null 2>&1
  mrunner_size step
  mrunner_frame j step "$mrunner_at_j"
  mrunner_at_j=$mrunner_bytes
  mrunner_size ${answerErrors}
  mrunner_frame s ${answerErrors} "$mrunner_at_s"
  mrunner_at_s=$mrunner_bytes
  mrunner_size "$mrunner_events"
  mrunner_told=$mrunner_bytes
  while :; do
    mrunner_next=
    if [ -e "$mrunner_directory/log.$((mrunner_attempt + 1))" ]; then mrunner_next=x; fi
    mrunner_size "$mrunner_directory/log.$mrunner_attempt"
    mrunner_frame o "$mrunner_directory/log.$mrunner_attempt" "$mrunner_at_o"
    mrunner_at_o=$mrunner_bytes
    if [ ! "$mrunner_next" ]; then break; fi
    mrunner_attempt=$((mrunner_attempt + 1)) mrunner_at_o=0
  done
  mrunner_bytes=$mrunner_told
  mrunner_frame e "$mrunner_events" "$mrunner_at_e"
  mrunner_at_e=$mrunner_bytes
  case $mrunner_news$mrunner_pace in
    x*) mrunner_pace=0.1 ;;
    0.1) mrunner_pace=0.2 ;;
    0.2) mrunner_pace=0.5 ;;
    *) mrunner_pace=1 ;;
  esac
}`;

/** Also what waits for its allocation still is found by the name of its job. */
const endJob = `mrunner_end() {
  scancel "$@" --user="$(id -un)" --name="$mrunner_token" || kill "$mrunner_srun"
}`;

/** A step is killed by a cancel, where a job is asked first. Its worker ends the run itself when that takes its time. */
const endStep = `mrunner_end() {
  if [ -e step ] && read -r mrunner_job mrunner_number <step; then
    scancel "\${1:---signal=TERM}" "$mrunner_job.$mrunner_number"
  else kill "$mrunner_srun"; fi
}`;

const obey = `mrunner_obey() {
  while IFS= read -r mrunner_word; do
    case $mrunner_word in
      stop) mrunner_end ;;
      kill) mrunner_end --signal=KILL ;;
    esac
  done
  mrunner_end
}`;
