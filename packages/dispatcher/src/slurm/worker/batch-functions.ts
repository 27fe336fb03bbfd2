import { batchFiles } from '../../task/work-files.ts';
import { workerExitCodes } from '../../worker-program/worker-exit-codes.ts';

const { usage, torn, unclaimed, refused } = workerExitCodes;

/** Which task of which batch a worker is, and whether it may work at all. */
export const batchFunctions = `mrunner_enter() { # token [task]
  mrunner_token=\${1-} mrunner_task=\${2-\${SLURM_ARRAY_TASK_ID-}}
  case $mrunner_token in '' | .* | *[!A-Za-z0-9._-]*) mrunner_task= ;; esac
  case $mrunner_task in
    '' | *[!0-9]* | 0?*)
      mrunner_say "expected TOKEN [TASK], and got: $*"
      exit ${usage}
      ;;
  esac
  mrunner_restarts=\${SLURM_RESTART_COUNT:-0}
  case $mrunner_restarts in *[!0-9]*) mrunner_restarts=0 ;; esac
  mrunner_batch=$mrunner_batches/$mrunner_token
  mrunner_pack=$mrunner_batch/${batchFiles.pack} mrunner_index=$mrunner_batch/${batchFiles.index} mrunner_claims=$mrunner_batch/${batchFiles.claims}
  mrunner_job=\${SLURM_ARRAY_JOB_ID:-\${SLURM_JOB_ID-}}
  # What Slurm is asked to start again; only tasks of an array are.
  mrunner_target=
  if [ "\${SLURM_ARRAY_JOB_ID-}" ] && [ ! "\${2+x}" ]; then mrunner_target=\${SLURM_ARRAY_JOB_ID}_$mrunner_task; fi
  mrunner_place=$mrunner_token-$mrunner_task
  mrunner_await_batch
  mrunner_own
  mrunner_learn
  if mrunner_is_halted; then
    mrunner_say "nothing is started: the batch $mrunner_token was stopped"
    exit 0
  fi
}
mrunner_await_batch() { # a shared disk may show it a little later than to who made it
  mrunner_tick=0
  while [ ! -e "$mrunner_batch/${batchFiles.order}" ] && [ "$mrunner_tick" -lt 10 ]; do
    mrunner_tick=$((mrunner_tick + 1))
    command sleep 1
  done
}
mrunner_own() { # the first array that comes has the batch; another one of that name was submitted by mistake
  mrunner_fence=$mrunner_batch/${batchFiles.owner} mrunner_owner=
  command read -r mrunner_owner 2>/dev/null <"$mrunner_fence" || :
  if [ ! "$mrunner_owner" ]; then
    # A link appears whole or not at all. Nobody else has that name.
    mrunner_mine=$mrunner_fence.$mrunner_job.$mrunner_task.$mrunner_restarts
    { command printf '%s\\n' "$mrunner_job" >"$mrunner_mine"; } 2>/dev/null && command ln "$mrunner_mine" "$mrunner_fence" 2>/dev/null
    command rm -f "$mrunner_mine"
    command read -r mrunner_owner 2>/dev/null <"$mrunner_fence" || :
  fi
  if [ "$mrunner_owner" = "$mrunner_job" ] && [ "$mrunner_job" ]; then return; fi
  if [ ! "$mrunner_owner" ]; then
    mrunner_say "nothing is started: cannot write $mrunner_fence"
    exit ${unclaimed}
  fi
  mrunner_say "nothing is started: job $mrunner_owner has the batch $mrunner_token already, and this is job $mrunner_job"
  if [ "$mrunner_target" ]; then command scancel "$mrunner_job"; fi
  exit ${refused}
}
mrunner_learn() {
  if [ -r "$mrunner_batch/${batchFiles.order}" ]; then command . "$mrunner_batch/${batchFiles.order}"; fi
  if [ "$mrunner_order" = whole ]; then return; fi
  mrunner_say "nothing is started: $mrunner_batch/${batchFiles.order} is missing or torn"
  exit ${torn}
}
mrunner_is_halted() { # nothing more of the batch is to be started, or not for now
  [ -e "$mrunner_batch/${batchFiles.stop}" ] || [ -e "$mrunner_batch/${batchFiles.pause}" ]
}
mrunner_begin() { # before the set-up: what a task can do without one, and the file of events
  mrunner_begun
  if [ ! "$mrunner_pace" ]; then
    # A packed run can't be cancelled through Slurm; of plain tasks there may be very many.
    if [ "$mrunner_mode" = packed ]; then mrunner_pace=2; else mrunner_pace=15; fi
  fi
  if [ "$mrunner_pace" -lt "$mrunner_every" ]; then mrunner_every=1; fi
  if [ "$mrunner_mode" = packed ]; then
    if [ ! -d "$mrunner_claims" ]; then command mkdir -p "$mrunner_claims"; fi
    if [ "$mrunner_slots" -gt 1 ]; then
      # Its slots have files of their own.
      mrunner_name=$mrunner_place mrunner_events=/dev/null
      exec 9>/dev/null
      return
    fi
  elif ! mrunner_read "$mrunner_task"; then
    mrunner_k=$mrunner_task
    mrunner_note_unread
    exit "$mrunner_exit"
  fi
  mrunner_settle_in ''
}
mrunner_settle_in() { # slot: begins its file of events, and reads those of its earlier starts
  mrunner_place=$mrunner_token-$mrunner_task\${1:+.$1}
  mrunner_name=$mrunner_place
  if [ "$mrunner_restarts" -gt 0 ]; then mrunner_name=$mrunner_place.r$mrunner_restarts; fi
  mrunner_events=$mrunner_before$mrunner_name$mrunner_after
  if ! (set -C && command true >"$mrunner_events") 2>/dev/null; then
    if [ -e "$mrunner_events" ]; then
      mrunner_say "nothing is started: $mrunner_name was started before"
      exit ${refused}
    fi
    mrunner_say "nothing is started: cannot write $mrunner_events"
    exit ${unclaimed}
  fi
  mrunner_introduce
  if [ "$mrunner_restarts" -gt 0 ]; then
    mrunner_recall
    if mrunner_may_live_elsewhere; then
      # Long enough for it to see that, wherever it is, and to end its run.
      command sleep $((mrunner_pace * 3))
      mrunner_recall
    fi
  fi
}
mrunner_work() {
  mrunner_watch
  if [ "$mrunner_mode" = plain ]; then
    mrunner_work_plain
  else
    if command -v setsid >/dev/null; then mrunner_isolate=x; fi
    if [ "$mrunner_slots" -gt 1 ]; then mrunner_work_slots; else mrunner_work_packed; fi
  fi
  mrunner_stop_watch
  if [ "$mrunner_output" ]; then command rm -f "$mrunner_output"; fi
}
mrunner_leave() {
  if [ "$mrunner_wants_requeue" ] && [ ! "$mrunner_replaced" ] && [ ! -e "$mrunner_batch/${batchFiles.stop}" ]; then
    if mrunner_text=$(command scontrol requeue "$mrunner_target" 2>&1); then
      mrunner_say "Slurm starts $mrunner_target again"
      exit 0
    fi
    mrunner_say "Slurm does not start $mrunner_target again, so its runs wait for mrun resume: $mrunner_text"
  fi
  exit "$mrunner_exit"
}`;
