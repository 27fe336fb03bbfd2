/**
 * What earlier starts of a task left in its files of events. Slurm starts a task again after a preemption, when its node
 * failed, or when the task itself asked for it. Of each run that was started there: `mrunner_r_RUN` its record, `_a_` the
 * newest attempt, `_s_` how it ended (open, failed, good), `_q_` whether it was asked to end, `_k_` the kind that was
 * recorded, `_g_` whether another attempt was promised, `_t_` how many were that count against `retries`.
 */
export const recallFunctions = `mrunner_recall() { # names the runs in mrunner_known, each with a space behind
  mrunner_forget
  mrunner_i=0
  while [ "$mrunner_i" -lt "$mrunner_restarts" ]; do
    mrunner_file=$mrunner_place
    if [ "$mrunner_i" -gt 0 ]; then mrunner_file=$mrunner_place.r$mrunner_i; fi
    while command read -r mrunner_line; do mrunner_remember; done 2>/dev/null <"$mrunner_before$mrunner_file$mrunner_after"
    mrunner_i=$((mrunner_i + 1))
  done
}
mrunner_forget() {
  while [ "$mrunner_known" ]; do
    eval "mrunner_t_\${mrunner_known%% *}="
    mrunner_known=\${mrunner_known#* }
  done
}
mrunner_may_live_elsewhere() { # whether a run was left open that nobody had asked to end
  mrunner_list=$mrunner_known
  while [ "$mrunner_list" ]; do
    mrunner_run=\${mrunner_list%% *}
    mrunner_list=\${mrunner_list#* }
    eval "case \\$mrunner_s_$mrunner_run:\\$mrunner_q_$mrunner_run:\\$mrunner_k_$mrunner_run in open::) return 0 ;; esac"
  done
  return 1
}
mrunner_member() { # name: puts the number behind it in mrunner_line into mrunner_value
  mrunner_value=\${mrunner_line#*"\\"$1\\":"}
  mrunner_value=\${mrunner_value%%[!0-9]*}
}
mrunner_remember() {
  mrunner_event=\${mrunner_line#'{"event":"'}
  mrunner_event=\${mrunner_event%%'"'*}
  case $mrunner_event in start | exit | asked | ended | again) ;; *) return ;; esac
  mrunner_member run
  mrunner_run=$mrunner_value
  mrunner_member attempt
  mrunner_attempt=$mrunner_value
  if [ ! "$mrunner_run" ] || [ ! "$mrunner_attempt" ]; then return; fi
  case $mrunner_event in
    start)
      mrunner_member record
      eval "if [ ! \\"\\\${mrunner_t_$mrunner_run-}\\" ]; then mrunner_t_$mrunner_run=0 mrunner_known=\\"\\\${mrunner_known}$mrunner_run \\"; fi"
      eval "mrunner_r_$mrunner_run=$mrunner_value mrunner_a_$mrunner_run=$mrunner_attempt mrunner_s_$mrunner_run=open mrunner_q_$mrunner_run= mrunner_k_$mrunner_run= mrunner_g_$mrunner_run="
      ;;
    exit)
      mrunner_member code
      if [ "$mrunner_value" = 0 ]; then eval "mrunner_s_$mrunner_run=good"; else eval "mrunner_s_$mrunner_run=failed"; fi
      ;;
    asked) case $mrunner_line in *'"USR1"'*) ;; *) eval "mrunner_q_$mrunner_run=x" ;; esac ;;
    ended)
      case $mrunner_line in
        *'"kind":"preempted"'*) eval "mrunner_k_$mrunner_run=preempted" ;;
        *'"kind":"node"'*) eval "mrunner_k_$mrunner_run=node" ;;
        *'"kind":"'*) eval "mrunner_k_$mrunner_run=other" ;;
      esac
      ;;
    again)
      eval "mrunner_g_$mrunner_run=x"
      eval "case \\$mrunner_k_$mrunner_run in preempted | node) ;; *) mrunner_t_$mrunner_run=\\$((mrunner_t_$mrunner_run + 1)) ;; esac"
      ;;
  esac
}
mrunner_go_on() { # run: what follows its attempts of earlier starts; it is over, or goes on with the next attempt
  eval "mrunner_k=\\$mrunner_r_$1 mrunner_attempt=\\$mrunner_a_$1 mrunner_state=\\$mrunner_s_$1 mrunner_was_asked=\\$mrunner_q_$1 mrunner_kind=\\$mrunner_k_$1 mrunner_promised=\\$mrunner_g_$1 mrunner_tried=\\$mrunner_t_$1"
  mrunner_run=$1
  if [ "$mrunner_state" = good ]; then return; fi
  if ! mrunner_read "$mrunner_k"; then
    mrunner_note_unread
    return
  fi
  mrunner_last=$mrunner_attempt
  eval "$mrunner_text"
  mrunner_number "$mrunner_last"
  mrunner_tries=$((mrunner_tries + mrunner_tried)) mrunner_where=",\\"record\\":$mrunner_k"
  if [ ! "$mrunner_promised" ]; then
    # What ended by itself was concluded then.
    if [ "$mrunner_state" = failed ] && [ ! "$mrunner_was_asked$mrunner_kind" ]; then return; fi
    if [ ! "$mrunner_kind" ]; then
      if [ "$mrunner_was_asked" ]; then
        mrunner_kind=preempted
        mrunner_tell ended '"kind":"preempted","text":"preempted, and Slurm started its task again"'
      else
        mrunner_kind=node
        mrunner_tell ended '"kind":"node","text":"its node failed, and Slurm started its task again"'
      fi
    fi
    case $mrunner_kind in preempted | node) ;; *) return ;; esac
    if ! mrunner_wants_again; then
      mrunner_fails_for_good
      return
    fi
    mrunner_promise
  fi
  mrunner_number $((mrunner_last + 1))
  mrunner_attempts x
}`;
