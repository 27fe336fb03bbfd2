import { workerExitCodes } from '../worker-program/worker-exit-codes.ts';
import { taskTraps } from './told-functions.ts';

const { unclaimed, unfinished } = workerExitCodes;

/** What the shell of a slot exits with when its task is to be started again; never the code of a worker. */
const startAgain = 99;

/** Which records a task works on. Lists are taken apart by hand: a set-up may have made IFS read-only. */
export const claimFunctions = `mrunner_work_plain() { # its own record
  if [ "$mrunner_known" ]; then
    mrunner_go_on "\${mrunner_known%% *}"
    return
  fi
  if ! mrunner_read "$mrunner_task"; then
    mrunner_k=$mrunner_task
    mrunner_note_unread
    return
  fi
  eval "$mrunner_text"
  mrunner_where=",\\"record\\":$mrunner_task"
  if [ "$mrunner_restarts" -gt 0 ]; then mrunner_attempts x; else mrunner_attempts; fi
}
mrunner_work_packed() { # first what earlier starts of this slot left, then one claim after another
  while [ "$mrunner_known" ]; do
    mrunner_other=\${mrunner_known%% *}
    mrunner_known=\${mrunner_known#* }
    mrunner_go_on "$mrunner_other"
  done
  mrunner_next=0
  mrunner_find_reapers
  exec 6<"$mrunner_index"
  while [ "$mrunner_next" -lt "$mrunner_records" ]; do
    mrunner_index_line=
    command read -r mrunner_index_line <&6 || :
    if [ -e "$mrunner_claims/$mrunner_next" ]; then
      mrunner_next=$((mrunner_next + 1))
      continue
    fi
    if [ "$mrunner_asked$mrunner_warned" ] || mrunner_is_halted || mrunner_too_many; then
      mrunner_leave_rest
      break
    fi
    if ! mrunner_has_time; then
      mrunner_warned=x
      mrunner_leave_rest
      break
    fi
    mrunner_beaten=
    if mrunner_claim_record "$mrunner_next"; then
      mrunner_take_record "$mrunner_next"
    elif [ ! -e "$mrunner_claims/$mrunner_next" ]; then
      mrunner_say "nothing more is started: cannot write $mrunner_claims/$mrunner_next"
      mrunner_note ${unclaimed}
      break
    else
      mrunner_beaten=x
    fi
    mrunner_next=$((mrunner_next + 1))
    # What fails here may succeed elsewhere: one is enough to say why.
    if [ "$mrunner_failed" != 0 ] && [ ! "$mrunner_beaten" ]; then break; fi
  done
}
mrunner_claim_record() {
  set -C
  { command printf '%s\\n' "$mrunner_name" >"$mrunner_claims/$1"; } 2>/dev/null
  mrunner_claimed=$?
  set +C
  return "$mrunner_claimed"
}
mrunner_take_record() {
  mrunner_line="$mrunner_index_line"
  if ! mrunner_read_at "$1"; then
    command rm -f "$mrunner_claims/$1"
    mrunner_k=$1
    mrunner_note_unread
    return
  fi
  mrunner_started_some=x
  eval "$mrunner_text"
  mrunner_where=",\\"record\\":$1"
  mrunner_attempts
}
mrunner_leave_rest() { # at the time limit: a task that got on is started again for them
  mrunner_note ${unfinished}
  if [ "$mrunner_warned" ] && [ ! "$mrunner_asked" ] && [ "$mrunner_started_some" ] && [ "$mrunner_requeue" ] && [ "$mrunner_target" ]; then
    mrunner_wants_requeue=x
  fi
}
mrunner_work_slots() { # several at a time, each in a shell of its own
  mrunner_waited= mrunner_j=0 mrunner_gpus=\${CUDA_VISIBLE_DEVICES-}
  # A set-up that fails here would fail all of them.
  if [ "$mrunner_failed" != 0 ]; then mrunner_slots=1; fi
  while [ "$mrunner_j" -lt "$mrunner_slots" ]; do
    (mrunner_be_slot "$mrunner_j") </dev/null &
    mrunner_waited="$mrunner_waited$! "
    mrunner_j=$((mrunner_j + 1))
  done
  while [ "$mrunner_waited" ]; do
    mrunner_children=$mrunner_waited
    mrunner_await "\${mrunner_waited%% *}"
    mrunner_waited=\${mrunner_waited#* }
    case $mrunner_code in
      0 | 127) ;;
      ${startAgain}) mrunner_wants_requeue=x ;;
      *) mrunner_note "$mrunner_code" ;;
    esac
  done
  mrunner_children=
}
mrunner_be_slot() { # number
  mrunner_slot_number=$1
  ${taskTraps.join('\n  ')}
  mrunner_children= mrunner_pid= mrunner_watcher=
  mrunner_find_self
  mrunner_share_gpus "$1"
  mrunner_settle_in "$1"
  mrunner_work_packed
  if [ "$mrunner_wants_requeue" ]; then exit ${startAgain}; fi
  exit "$mrunner_exit"
}
mrunner_find_self() { # \`$$\` is the worker's pid in a subshell, too
  mrunner_self=
  command read -r mrunner_self 2>/dev/null </proc/self/stat || :
  mrunner_self=\${mrunner_self%% *}
  case $mrunner_self in '' | *[!0-9]*) mrunner_self=$(command sh -c 'echo "$PPID"') ;; esac
}
mrunner_share_gpus() { # number: of the task's GPUs, its own share, where they can be shared equally
  mrunner_list=$mrunner_gpus, mrunner_count=0
  if [ ! "$mrunner_gpus" ]; then return; fi
  while [ "$mrunner_list" ]; do
    mrunner_list=\${mrunner_list#*,}
    mrunner_count=$((mrunner_count + 1))
  done
  if [ $((mrunner_count % mrunner_slots)) != 0 ]; then return; fi
  mrunner_count=$((mrunner_count / mrunner_slots))
  mrunner_skip=$(($1 * mrunner_count)) mrunner_list=$mrunner_gpus,
  CUDA_VISIBLE_DEVICES=
  while [ "$mrunner_count" -gt 0 ]; do
    if [ "$mrunner_skip" -gt 0 ]; then
      mrunner_skip=$((mrunner_skip - 1))
    else
      CUDA_VISIBLE_DEVICES=$CUDA_VISIBLE_DEVICES\${CUDA_VISIBLE_DEVICES:+,}\${mrunner_list%%,*}
      mrunner_count=$((mrunner_count - 1))
    fi
    mrunner_list=\${mrunner_list#*,}
  done
  export CUDA_VISIBLE_DEVICES
}`;
