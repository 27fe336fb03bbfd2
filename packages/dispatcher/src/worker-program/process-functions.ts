/**
 * The processes of a run, found by their environment wherever they moved; what cleared its own is not found, nor is
 * anything without /proc. What outlives its parent becomes a child of a reaper: where those have the children that they had
 * before, nothing was left, and nothing is searched for. The text is taken apart by hand since a set-up may have made IFS read-only.
 */
export const processFunctions = `mrunner_child() { # pid: puts into mrunner_below the process that it waits for
  mrunner_below=
  command read -r mrunner_below 2>/dev/null <"/proc/$1/task/$1/children" || :
  mrunner_below=\${mrunner_below%% *}
}
mrunner_find() { # puts into mrunner_own the process that is the run itself
  mrunner_below=
  if [ "$mrunner_pid" ]; then mrunner_child "$mrunner_pid"; fi
  mrunner_own=$mrunner_below
}
mrunner_signal() { # signal: to the run and all its processes; 0 counts them, WARN goes to who handles warnings
  mrunner_found=0
  mrunner_find
  # Before it starts its program it does not show whose it is.
  if [ "$mrunner_own" ] && [ "$1" != WARN ]; then command kill -s "$1" "$mrunner_own" 2>/dev/null; fi
  mrunner_files=$(command grep -lzsxF -e "MRUNNER_RUN_ID=$mrunner_id" /proc/[0-9]*/environ 2>/dev/null)
  while [ "$mrunner_files" ]; do
    mrunner_file=\${mrunner_files%%"
"*}
    mrunner_files=\${mrunner_files#"$mrunner_file"}
    mrunner_files=\${mrunner_files#"
"}
    command grep -qzsxF -e "MRUNNER_ATTEMPT=$mrunner_attempt" "$mrunner_file" || continue
    mrunner_other=\${mrunner_file#/proc/}
    mrunner_other=\${mrunner_other%/environ}
    if [ "$mrunner_other" = "$mrunner_own" ]; then continue; fi
    mrunner_found=$((mrunner_found + 1))
    case $1 in
      WARN) if mrunner_catches "$mrunner_other"; then command kill -s USR2 "$mrunner_other" 2>/dev/null; fi ;;
      *) command kill -s "$1" "$mrunner_other" 2>/dev/null ;;
    esac
  done
}
mrunner_find_reapers() { # who gets the children of processes that ended: one of those above the worker
  mrunner_reapers= mrunner_other=$mrunner_self
  while :; do
    mrunner_line=
    command read -r mrunner_line 2>/dev/null <"/proc/$mrunner_other/stat" || :
    # Behind the name, which may have any characters in it: state, parent.
    mrunner_other=\${mrunner_line##*) ? }
    mrunner_other=\${mrunner_other%% *}
    case $mrunner_other in '' | 0 | *[!0-9]*) break ;; esac
    mrunner_reapers="$mrunner_reapers$mrunner_other "
  done
  case $mrunner_reapers in *' 1 ' | '1 ') ;; *) mrunner_reapers= ;; esac
  mrunner_adopt
}
mrunner_adopt() { # puts their children into mrunner_adopted; empty where that can't be known
  mrunner_list=$mrunner_reapers mrunner_adopted=
  while [ "$mrunner_list" ]; do
    mrunner_other=\${mrunner_list%% *}
    mrunner_list=\${mrunner_list#* }
    mrunner_line=
    if ! command read -r mrunner_line 2>/dev/null <"/proc/$mrunner_other/task/$mrunner_other/children" && [ ! "$mrunner_line" ]; then
      # The worker is a child of one of them.
      if [ ! -r "/proc/$mrunner_other/task/$mrunner_other/children" ]; then
        mrunner_adopted=
        return
      fi
    fi
    mrunner_adopted="$mrunner_adopted$mrunner_line;"
  done
}
mrunner_tidy() { # ends what the run left: TERM, then KILL; a few seconds at most, or one when asked to stop
  if [ "$mrunner_timer" ]; then
    mrunner_child "$mrunner_timer"
    command kill -s KILL "$mrunner_timer" $mrunner_below 2>/dev/null
    mrunner_timer=
  fi
  mrunner_adopted_before=$mrunner_adopted
  mrunner_adopt
  if [ "$mrunner_adopted" ] && [ "$mrunner_adopted" = "$mrunner_adopted_before" ]; then return; fi
  mrunner_ticks=0
  if [ "$mrunner_late" ]; then mrunner_signal KILL; else mrunner_signal TERM; fi
  while [ "$mrunner_found" -gt 0 ]; do
    mrunner_ticks=$((mrunner_ticks + 1))
    if [ "$mrunner_ticks" -gt 100 ]; then
      mrunner_say "some of the processes of run $mrunner_run can't be ended"
      break
    fi
    command sleep 0.1 2>/dev/null || command sleep 1
    if [ "$mrunner_late" ] || [ "$mrunner_ticks" -gt "$mrunner_patience" ] || { [ "$mrunner_asked" ] && [ "$mrunner_ticks" -gt 10 ]; }; then
      mrunner_signal KILL
    else
      mrunner_signal 0
    fi
  done
}`;
