import { exitCodes } from '@mrunner/core';
import { workerExitCodes } from '../worker-program/worker-exit-codes.ts';

const { unfinished } = workerExitCodes;

/**
 * What a scheduler's worker may put in place of these, behind them: what it does when an attempt is over, and whether the kernel
 * killed for want of memory.
 */
export const attemptHooks = `mrunner_attempt_over() {
  :
}
mrunner_was_short_of_memory() {
  return 1
}`;

/** The attempts of a run that one task makes, and what follows from how each ends. */
export const attemptFunctions = `mrunner_launched() {
  mrunner_wind_clocks
}
mrunner_may_start() { # whether the attempt at hand may be started, by this task
  if [ "$mrunner_asked$mrunner_warned" ] || mrunner_is_halted || mrunner_find_cancel || mrunner_too_many; then return 1; fi
}
mrunner_attempts() { # [after]: the attempt at hand and those that follow it here; \`after\` says that earlier starts of the task made some
  while mrunner_may_start; do
    if [ "$mrunner_earlier" ]; then
      if ! mrunner_end_earlier; then return; fi
      continue
    fi
    if [ "$mrunner_max_failures" ] && [ "$mrunner_attempt" -gt 1 ]; then command rm -f "$mrunner_failures/$mrunner_run".*; fi
    mrunner_second
    mrunner_began=$mrunner_seconds mrunner_stopped= mrunner_before_it=$mrunner_exit
    mrunner_do
    mrunner_stop_clocks
    if [ ! "$mrunner_ran" ]; then
      if [ ! "\${1-}" ] || [ ! -e "$mrunner_log" ]; then return; fi
      # An earlier start of this task claimed it, and ended before it could say so.
      mrunner_exit=$mrunner_before_it mrunner_kind=node
      mrunner_tell ended '"kind":"node","text":"its node failed before it was started"'
      mrunner_promise
    else
      mrunner_measure
      mrunner_attempt_over
      if [ "$mrunner_mode" = packed ] || [ "$mrunner_code" = 0 ]; then mrunner_exit=$mrunner_before_it; fi
      if ! mrunner_conclude; then
        mrunner_ran=
        return
      fi
      mrunner_exit=$mrunner_before_it mrunner_ran=
    fi
    mrunner_number $((mrunner_attempt + 1))
  done
  # It may have been between two attempts when a sibling looked for one that was begun.
  if mrunner_is_cancelled && [ "$mrunner_cause" = sibling-failed ]; then mrunner_tell stop '"cause":"sibling-failed"'; fi
  mrunner_note ${unfinished}
}
mrunner_conclude() { # the attempt at hand ended with mrunner_code; true: the next one is to be started now
  if [ "$mrunner_code" = 0 ]; then
    if [ "$mrunner_canary" ]; then mrunner_is_well; fi
    return 1
  fi
  mrunner_judge
  # Only who asked it to end knows why, or the next start of this task.
  if [ ! "$mrunner_kind" ]; then return 1; fi
  if ! mrunner_wants_again; then
    mrunner_fails_for_good
    return 1
  fi
  if mrunner_is_halted; then return 1; fi
  if [ "$mrunner_asked$mrunner_warned" ] || mrunner_is_late; then
    if [ "$mrunner_requeue" ] && [ "$mrunner_target" ]; then
      mrunner_promise
      mrunner_wants_requeue=x
    fi
    return 1
  fi
  mrunner_promise
}
mrunner_judge() { # puts into mrunner_kind why it ended, as far as is known here, and says what its code does not
  mrunner_kind=
  # Slurm signals the run beside its worker, so that its end may be known here before the reason, on a busy node by seconds.
  mrunner_waits=0
  case $mrunner_code in
    130 | 143) mrunner_waits=4 ;;
    ${exitCodes.interrupted} | 1[3-9]?) mrunner_waits=1 ;;
  esac
  while [ "$mrunner_waits" -gt 0 ] && [ ! "$mrunner_asked$mrunner_stopped" ]; do
    command sleep 0.5 2>/dev/null || command sleep 1
    mrunner_waits=$((mrunner_waits - 1))
  done
  mrunner_heed
  # What asked it to end may have been somebody who cancelled it.
  if [ "$mrunner_asked" ]; then mrunner_hear; fi
  case $mrunner_stopped in
    timeout) mrunner_kind=timeout ;;
    ?*) ;;
    *)
      if [ "$mrunner_asked" ]; then
        if mrunner_is_at_limit; then mrunner_ends_at_limit; fi
      elif [ "$mrunner_warned" ] && [ "$mrunner_code" = ${exitCodes.interrupted} ] && mrunner_is_limit_warning; then
        mrunner_ends_at_limit
      elif [ "$mrunner_code" = ${exitCodes.interrupted} ]; then
        mrunner_kind=interrupted
      elif mrunner_was_unstarted; then
        mrunner_kind=launch
      elif [ "$mrunner_code" = 137 ] && mrunner_was_short_of_memory; then
        mrunner_kind=oom
        mrunner_tell ended '"kind":"oom","text":"killed because it took more memory than it may"'
      elif [ "$mrunner_code" -gt 128 ]; then
        mrunner_kind=signal
      else
        mrunner_kind=exit
      fi
      ;;
  esac
}
mrunner_ends_at_limit() {
  mrunner_kind=timeout
  if [ "$mrunner_code" = ${exitCodes.interrupted} ]; then
    mrunner_tell ended '"kind":"timeout","text":"interrupted at its time limit; it saved its state"'
  else
    mrunner_tell ended '"kind":"timeout","text":"stopped at its time limit"'
  fi
}
mrunner_was_unstarted() { # whether its program did not start at all
  if [ "$mrunner_failed" != 0 ]; then return 0; fi
  case $mrunner_code in 126 | 127) ;; *) return 1 ;; esac
  case $(command tail -n 2 "$mrunner_events") in *'"event":"launch-failed","run":'"$mrunner_run,"*) return 0 ;; esac
  return 1
}
mrunner_wants_again() { # whether retries are for an end of mrunner_kind, and one is left
  case $mrunner_on in *".$mrunner_kind."*) ;; *) return 1 ;; esac
  case $mrunner_kind in
    preempted | node) ;;
    *) if [ "$mrunner_tries" -ge "$mrunner_retries" ]; then return 1; fi ;;
  esac
  if mrunner_find_cancel || mrunner_too_many; then return 1; fi
}
mrunner_promise() { # another attempt follows the one at hand
  mrunner_clock
  command printf '{"event":"again","run":%s,"attempt":%s,"time":%s}\\n' "$mrunner_run" "$mrunner_attempt" "$mrunner_time" >&9
  case $mrunner_kind in preempted | node) ;; *) mrunner_tries=$((mrunner_tries + 1)) ;; esac
}`;
