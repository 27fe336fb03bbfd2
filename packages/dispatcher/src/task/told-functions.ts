import { replaced } from './earlier-functions.ts';
import { batchFiles } from './work-files.ts';

/** USR1 is Slurm's warning, TERM its wish that the task ends; HUP comes from the worker's own look at `cancel/`. */
export const taskTraps: readonly string[] = [
  'trap - EXIT',
  'trap : QUIT PIPE',
  'trap mrunner_hear HUP',
  "trap 'mrunner_told TERM' TERM",
  "trap 'mrunner_told INT' INT",
  "trap 'mrunner_told USR1' USR1 USR2",
  "trap 'mrunner_late=x; mrunner_signal KILL' ALRM",
  'trap mrunner_time_is_up VTALRM',
  'trap mrunner_give_way PROF',
];

const defaultTraps = 'trap - HUP INT TERM USR1 USR2 ALRM VTALRM PROF';

/** What a worker hears while it works, and what it tells in its file of events. */
export const toldFunctions = `mrunner_tell() { # event members: of the attempt at hand
  mrunner_clock
  command printf '{"event":"%s","run":%s,"attempt":%s,"time":%s,%s}\\n' "$1" "$mrunner_run" "$mrunner_attempt" "$mrunner_time" "$2" >&9
}
mrunner_told() { # signal
  if [ "$mrunner_children" ]; then mrunner_pass "$1"; fi
  case $1 in
    USR1)
      if [ ! "$mrunner_warned" ] && [ "$mrunner_ran" ]; then mrunner_note_asked USR1; fi
      mrunner_warn
      ;;
    *)
      if [ ! "$mrunner_asked" ] && [ "$mrunner_ran" ]; then mrunner_note_asked "$1"; fi
      mrunner_stop "$1"
      mrunner_hear
      ;;
  esac
}
mrunner_note_asked() {
  mrunner_now
  command printf '{"event":"asked","run":%s,"attempt":%s,"signal":"%s"%s}\\n' "$mrunner_run" "$mrunner_attempt" "$1" "$mrunner_up" >&9
}
mrunner_pass() { # signal: to the slots
  mrunner_list=$mrunner_children
  while [ "$mrunner_list" ]; do
    command kill -s "$1" "\${mrunner_list%% *}" 2>/dev/null
    mrunner_list=\${mrunner_list#* }
  done
}
mrunner_hear() { # somebody may have cancelled the run at hand
  if [ "$mrunner_children" ]; then mrunner_pass HUP; fi
  if [ ! "$mrunner_pid" ] || [ "$mrunner_stopped" ] || ! mrunner_is_cancelled; then return; fi
  mrunner_stopped=
  command read -r mrunner_stopped 2>/dev/null <"$mrunner_cancel_file" || :
  if [ "$mrunner_stopped" = ${replaced} ]; then
    mrunner_end_replaced
    return
  fi
  # Who cancels writes why; of its siblings a worker knows first.
  if [ "$mrunner_stopped" = sibling-failed ]; then
    mrunner_tell stop '"cause":"sibling-failed"'
  else
    mrunner_stopped=cancelled
  fi
  if [ ! "$mrunner_asked" ]; then mrunner_ask; fi
}
mrunner_is_cancelled() { # whether somebody wants the run at hand to end, or not to start; says where in mrunner_cancel_file
  mrunner_cancel_file=$mrunner_batch/${batchFiles.cancel}/$mrunner_run
  [ -e "$mrunner_cancel_file" ]
}
mrunner_watch() { # beside the work: looks for runs that somebody cancels, and for a newer start of this task
  (
    ${defaultTraps}
    mrunner_seen=0
    while command sleep "$mrunner_pace" && command kill -0 "$mrunner_self" 2>/dev/null; do
      set -- "$mrunner_batch/${batchFiles.cancel}"/*
      if [ -e "$1" ] && [ "$#" != "$mrunner_seen" ]; then
        mrunner_seen=$#
        command kill -s HUP "$mrunner_self"
      fi
      if mrunner_is_replaced; then command kill -s PROF "$mrunner_self"; fi
    done
  ) </dev/null >/dev/null 2>&1 9>&- &
  mrunner_watcher=$!
}
mrunner_stop_watch() {
  if [ ! "$mrunner_watcher" ]; then return; fi
  mrunner_clocks=$mrunner_watcher mrunner_watcher=
  mrunner_stop_clocks
}
mrunner_is_replaced() { # Slurm took this node for dead, and started the task elsewhere
  mrunner_newer=.r$((mrunner_restarts + 1))
  if [ "$mrunner_slots" -gt 1 ] && [ "$mrunner_mode" = packed ]; then mrunner_newer=.0$mrunner_newer; fi
  [ -e "$mrunner_before$mrunner_token-$mrunner_task$mrunner_newer$mrunner_after" ]
}
mrunner_give_way() { # nothing of a run may live beside its next attempt
  if [ "$mrunner_children" ]; then mrunner_pass PROF; fi
  mrunner_asked=TERM mrunner_stopped=replaced mrunner_wants_requeue=
  if [ "$mrunner_pid" ]; then mrunner_end_replaced; fi
}
mrunner_end_replaced() {
  mrunner_tell ended '"kind":"node","text":"its node failed, and its next attempt was started"'
  mrunner_late=x
  mrunner_signal KILL
}`;
