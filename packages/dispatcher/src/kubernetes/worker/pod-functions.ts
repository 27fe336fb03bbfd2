import { exitCodes } from '@mrunner/core';
import { againCode, killedCode, podVariables } from '@mrunner/core/kubernetes';
import { batchFiles } from '../../task/work-files.ts';
import { workerExitCodes } from '../../worker-program/worker-exit-codes.ts';
import { podBatchFiles } from './pod-files.ts';

const { usage, torn, unclaimed, unfinished } = workerExitCodes;

/** Which index of which Job a worker is, and what it does with it. */
export const podFunctions = `mrunner_enter() {
  mrunner_learn
  # Nodes keep the end of a log: one that does not begin with this is the end of one.
  command printf '\\n::mrunner %s begin 0\\n' "$mrunner_mark" >&5
  mrunner_task=\${${podVariables.index}-} mrunner_failures_before=\${${podVariables.failures}:-0} mrunner_disruptions=\${${podVariables.disruptions}:-0}
  mrunner_node=\${${podVariables.node}-}
  case $mrunner_node in *[!A-Za-z0-9.-]*) mrunner_node= ;; esac
  mrunner_machine=\${mrunner_node:+,\\"node\\":\\"$mrunner_node\\"}
  command unset ${podVariables.failures} ${podVariables.disruptions} ${podVariables.node}
  case $mrunner_failures_before in *[!0-9]*) mrunner_failures_before=0 ;; esac
  case $mrunner_disruptions in *[!0-9]*) mrunner_disruptions=0 ;; esac
  case $mrunner_task in
    '' | *[!0-9]*)
      mrunner_say "expected a number in ${podVariables.index}, and got: $mrunner_task"
      exit ${usage}
      ;;
  esac
  mrunner_restarts=$((mrunner_failures_before + mrunner_disruptions))
  # Of this launch: who starts a sweep again lets pass what failed before.
  mrunner_failures=$mrunner_failures/\${mrunner_token%-*}
  mrunner_hear_lives
  mrunner_batch=$mrunner_batches/$mrunner_token mrunner_claims=$mrunner_batch/${batchFiles.claims}
  mrunner_index=$mrunner_given/${podBatchFiles.index} mrunner_pack=$mrunner_disk/${batchFiles.pack}
  if ! command mkdir -p "$mrunner_disk" "\${mrunner_before%/*}" "$mrunner_claims"; then
    mrunner_say "nothing is started: cannot make $mrunner_claims"
    exit ${unclaimed}
  fi
  if ! command gzip -dc "$mrunner_given/${podBatchFiles.pack}" >"$mrunner_pack"; then
    mrunner_say "nothing is started: cannot unpack $mrunner_given/${podBatchFiles.pack}"
    exit ${torn}
  fi
}
mrunner_learn() {
  if [ -r "$mrunner_given/${podBatchFiles.order}" ]; then command . "$mrunner_given/${podBatchFiles.order}"; fi
  if [ "$mrunner_order" = whole ]; then return; fi
  mrunner_say "nothing is started: $mrunner_given/${podBatchFiles.order} is missing or torn"
  exit ${torn}
}
mrunner_is_halted() { # somebody who shares the storage directory wants nothing more to be started
  [ -e "$mrunner_batch/${batchFiles.stop}" ] || [ -e "$mrunner_batch/${batchFiles.pause}" ] || [ -e "$mrunner_cancels/${batchFiles.pause}" ]
}
mrunner_begin() {
  mrunner_begun
  if [ "$mrunner_mode" = packed ]; then mrunner_pace=2; else mrunner_pace=15; fi
  if [ "$mrunner_pace" -lt "$mrunner_every" ]; then mrunner_every=1; fi
  if [ "$mrunner_mode" = packed ] && [ "$mrunner_slots" -gt 1 ]; then
    # Its slots have files of their own.
    mrunner_name=$mrunner_token-$mrunner_task mrunner_events=/dev/null
    exec 9>/dev/null
    return
  fi
  mrunner_settle_in ''
}
mrunner_cancel_pending() { # Kubernetes counts failures itself, and starts nothing more
  :
}
mrunner_find_cancel() {
  for mrunner_cancel_file in "$mrunner_batch/${batchFiles.cancel}/$mrunner_run" "$mrunner_cancels/$mrunner_run"; do
    if [ -e "$mrunner_cancel_file" ]; then return 0; fi
  done
  return 1
}
mrunner_wind_limit() { # Kubernetes neither warns, nor asks before it ends what is over its time
  mrunner_limit_clocks=
  if [ ! "$mrunner_limit" ]; then return; fi
  mrunner_alarm "$mrunner_limit" TERM
  if [ "$mrunner_warn" ] && [ "$mrunner_limit" -gt "$mrunner_warn" ]; then mrunner_alarm $((mrunner_limit - mrunner_warn)) USR1; fi
}
mrunner_alarm() { # seconds signal
  (
    command sleep "$1"
    command kill -s "$2" "$mrunner_self"
  ) </dev/null >/dev/null 2>&1 5>&- 9>&- &
  mrunner_limit_clocks="$mrunner_limit_clocks $!"
}
mrunner_work() {
  mrunner_wind_limit
  mrunner_watch
  if [ "$mrunner_mode" = plain ]; then
    mrunner_work_plain
  else
    if command -v setsid >/dev/null; then mrunner_isolate=x; fi
    if [ "$mrunner_slots" -gt 1 ]; then mrunner_work_slots; else mrunner_work_alone; fi
  fi
  mrunner_stop_watch
  mrunner_clocks=$mrunner_limit_clocks
  mrunner_stop_clocks
  if [ "$mrunner_output" ]; then command rm -f "$mrunner_output"; fi
}
mrunner_work_plain() { # one attempt of its own record; Kubernetes starts the next one
  if ! mrunner_read "$mrunner_task"; then
    mrunner_k=$mrunner_task
    mrunner_note_unread
    return
  fi
  eval "$mrunner_text"
  # They are few, and none is to go on for long without another one that failed.
  if [ "$mrunner_siblings" ] && [ "$mrunner_pace" -gt 4 ]; then mrunner_pace=4; fi
  mrunner_number $((mrunner_attempt + mrunner_restarts))
  mrunner_tries=$((mrunner_tries + mrunner_failures_before))
  mrunner_where=",\\"record\\":$mrunner_task"
  if ! mrunner_may_start; then
    mrunner_note ${unfinished}
    return
  fi
  if [ "$mrunner_earlier" ] && ! mrunner_end_earlier; then return; fi
  mrunner_second
  mrunner_began=$mrunner_seconds mrunner_stopped=
  mrunner_do
  mrunner_stop_clocks
  if [ ! "$mrunner_ran" ]; then return; fi
  mrunner_end_copy
  mrunner_leave_word
  mrunner_exit=$mrunner_code
  if [ "$mrunner_code" != 0 ]; then mrunner_answer; fi
  mrunner_attempt_over
}
mrunner_answer() { # of an attempt that failed: ${exitCodes.interrupted} has Kubernetes make another one, anything else is the end
  mrunner_judge
  if [ ! "$mrunner_kind" ] && [ ! "$mrunner_stopped" ] && [ "$mrunner_code" = ${exitCodes.interrupted} ]; then mrunner_kind=interrupted; fi
  if [ "$mrunner_kind" ] && mrunner_wants_again; then
    mrunner_promise
    mrunner_exit=${exitCodes.interrupted}
    return
  fi
  if [ "$mrunner_kind" ]; then mrunner_fails_for_good; fi
  case $mrunner_code in ${againCode} | ${killedCode}) mrunner_exit=1 ;; esac
}
mrunner_work_alone() { # what shells print of a run that was killed must not come between the bytes of a frame
  mrunner_said=$mrunner_disk/said
  exec 2>>"$mrunner_said"
  mrunner_work_share ''
  exec 2>&5
  mrunner_said=
}
mrunner_work_packed() { # in a slot of its own
  mrunner_work_share "$mrunner_slot_number"
}
mrunner_work_share() { # slot: claims records where all share a disk, else works on those that are its own
  mrunner_find_reapers
  mrunner_step=1 mrunner_next=0
  if [ ! "$mrunner_shared" ]; then
    mrunner_step=$((mrunner_tasks * mrunner_slots))
    mrunner_next=$((mrunner_task * mrunner_slots + \${1:-0}))
  fi
  while [ "$mrunner_next" -lt "$mrunner_records" ]; do
    if [ "$mrunner_shared" ] && [ -e "$mrunner_claims/$mrunner_next" ]; then
      mrunner_next=$((mrunner_next + mrunner_step))
      continue
    fi
    if [ "$mrunner_asked$mrunner_warned" ] || mrunner_is_halted || mrunner_too_many || ! mrunner_has_time; then
      mrunner_note ${unfinished}
      break
    fi
    mrunner_beaten=
    if mrunner_claim_record "$mrunner_next"; then
      if mrunner_read "$mrunner_next"; then
        eval "$mrunner_text"
        mrunner_where=",\\"record\\":$mrunner_next"
        mrunner_attempts
      else
        mrunner_k=$mrunner_next
        mrunner_note_unread
      fi
    elif [ ! -e "$mrunner_claims/$mrunner_next" ]; then
      mrunner_say "nothing more is started: cannot write $mrunner_claims/$mrunner_next"
      mrunner_note ${unclaimed}
      break
    else
      mrunner_beaten=x
    fi
    mrunner_next=$((mrunner_next + mrunner_step))
    # What fails here may succeed elsewhere: one is enough to say why.
    if [ "$mrunner_failed" != 0 ] && [ ! "$mrunner_beaten" ]; then break; fi
  done
  mrunner_frame_begin
  mrunner_frame_last_events
  mrunner_frame_end
  if [ "$mrunner_shared" ]; then
    command mkdir -p "$mrunner_batch/${batchFiles.over}"
    command true >"$mrunner_batch/${batchFiles.over}/$mrunner_name"
  fi
}
mrunner_was_short_of_memory() { # whether the kernel killed since the worker began
  mrunner_kills_before=$mrunner_kills
  mrunner_count_kills
  [ "$mrunner_kills" -gt "$mrunner_kills_before" ]
}
mrunner_count_kills() {
  mrunner_kills=0
  while command read -r mrunner_line; do
    case $mrunner_line in
      'oom_kill '*[!0-9]* | 'oom_kill ') ;;
      'oom_kill '*) mrunner_kills=\${mrunner_line#oom_kill } ;;
    esac
  done 2>/dev/null <"$mrunner_kill_count" || :
}
mrunner_leave() {
  mrunner_bring_environment
  if [ ! "$mrunner_said" ] && [ "$mrunner_events" != /dev/null ]; then
    mrunner_frame_last_events
    mrunner_leave_word
  fi
  exit "$mrunner_exit"
}`;
