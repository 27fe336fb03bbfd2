import { backgroundTraps } from '../worker-program/background-functions.ts';
import { replaced } from './earlier-functions.ts';
import { batchFiles } from './work-files.ts';

/** USR1 is Slurm's warning, TERM its wish that the task ends; VTALRM is the worker's own clock. */
export const taskTraps: readonly string[] = [...backgroundTraps, 'trap mrunner_rang=x VTALRM'];

/** What a worker hears while it works, and what it tells in its file of events. */
export const toldFunctions = `mrunner_tell() { # event members: of the attempt at hand
  mrunner_clock
  command printf '{"event":"%s","run":%s,"attempt":%s,"time":%s,%s}\\n' "$1" "$mrunner_run" "$mrunner_attempt" "$mrunner_time" "$2" >&9
}
mrunner_attend() { # does what signals left marks for, and looks at what others say
  mrunner_is_time_to_look=
  if [ "$mrunner_nudged" ]; then
    mrunner_nudged= mrunner_nudges=$((mrunner_nudges + 1))
    if [ $((mrunner_nudges * mrunner_every)) -ge "$mrunner_pace" ]; then mrunner_nudges=0 mrunner_is_time_to_look=x; fi
  fi
  if [ "$mrunner_is_time_to_look" ] && mrunner_is_replaced; then mrunner_replaced=x mrunner_asked=TERM; fi
  if [ "$mrunner_children" ]; then
    mrunner_pass_on
  elif [ "$mrunner_replaced" ]; then
    mrunner_give_way
  else
    if [ "$mrunner_rang" ]; then mrunner_time_is_up; fi
    mrunner_heed
    if [ "$mrunner_asked$mrunner_is_time_to_look" ]; then mrunner_hear; fi
  fi
}
mrunner_heard() { # signal: the attempt at hand is to know of
  mrunner_now
  command printf '{"event":"asked","run":%s,"attempt":%s,"signal":"%s"%s}\\n' "$mrunner_run" "$mrunner_attempt" "$1" "$mrunner_up" >&9
}
mrunner_pass_on() { # what this shell knows, to the slots: again each time, since one that only begins may not hear it
  if [ "$mrunner_replaced" ]; then
    # Each of them finds that itself.
    mrunner_pass URG
    return
  fi
  if [ "$mrunner_warned" ]; then mrunner_pass USR1; fi
  mrunner_pass "\${mrunner_asked:-URG}"
}
mrunner_pass() { # signal: to the slots that live; the number of one that ended may be another's
  mrunner_below=
  command read -r mrunner_below 2>/dev/null <"/proc/$mrunner_self/task/$mrunner_self/children" || :
  mrunner_list=$mrunner_children
  while [ "$mrunner_list" ]; do
    case " \${mrunner_below:-$mrunner_children} " in
      *" \${mrunner_list%% *} "*) command kill -s "$1" "\${mrunner_list%% *}" 2>/dev/null ;;
    esac
    mrunner_list=\${mrunner_list#* }
  done
}
mrunner_is_cancelled() { # whether somebody cancelled the run at hand; puts why into mrunner_cause
  mrunner_find_cancel || return 1
  mrunner_cause=
  command read -r mrunner_cause 2>/dev/null <"$mrunner_cancel_file" || :
  # Who cancels writes why; of its siblings a worker knows first.
  case $mrunner_cause in ${replaced} | sibling-failed) ;; *) mrunner_cause=cancelled ;; esac
}
mrunner_find_cancel() { # puts into mrunner_cancel_file where somebody wrote that
  mrunner_cancel_file=$mrunner_batch/${batchFiles.cancel}/$mrunner_run
  [ -e "$mrunner_cancel_file" ]
}
mrunner_hear() { # somebody may have cancelled the run at hand
  if [ "$mrunner_stopped" ] || ! mrunner_is_cancelled; then return; fi
  mrunner_stopped=$mrunner_cause
  case $mrunner_stopped in
    ${replaced}) if [ "$mrunner_pid" ]; then mrunner_end_replaced; fi ;;
    *)
      if [ "$mrunner_stopped" = sibling-failed ]; then mrunner_tell stop '"cause":"sibling-failed"'; fi
      if [ "$mrunner_pid" ] && [ ! "$mrunner_asked" ]; then mrunner_ask; fi
      ;;
  esac
}
mrunner_is_replaced() { # Slurm took this node for dead, and started the task elsewhere
  mrunner_newer=.r$((mrunner_restarts + 1))
  if [ "$mrunner_slots" -gt 1 ] && [ "$mrunner_mode" = packed ]; then mrunner_newer=.0$mrunner_newer; fi
  [ -e "$mrunner_before$mrunner_token-$mrunner_task$mrunner_newer$mrunner_after" ]
}
mrunner_give_way() { # nothing of a run may live beside its next attempt
  mrunner_asked_run=TERM mrunner_wants_requeue=
  if [ "$mrunner_stopped" = ${replaced} ]; then
    mrunner_signal KILL
    return
  fi
  mrunner_stopped=${replaced}
  mrunner_end_replaced
}
mrunner_end_replaced() {
  mrunner_tell ended '"kind":"node","text":"its node failed, and its next attempt was started"'
  mrunner_late=x
  mrunner_signal KILL
}`;
