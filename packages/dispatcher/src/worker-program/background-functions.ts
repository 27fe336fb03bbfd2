/**
 * What a worker has that nobody signals for: on a cluster and in pods the scheduler's signals come to the worker, so its
 * run is in the background and the worker waits for it. Uses `mrunner_run`, `mrunner_attempt`, `mrunner_id` (the run's id)
 * and `mrunner_log` of the record at hand, `mrunner_grace` in seconds, and what a record defines: `mrunner_start`. `mrunner_self` is the worker's
 * own pid, which `$$` is not in a subshell.
 */
export const backgroundTraps: readonly string[] = [
  'trap - EXIT',
  'trap : HUP QUIT PIPE',
  "trap 'mrunner_stop TERM' TERM",
  "trap 'mrunner_stop INT' INT",
  "trap 'mrunner_warn' USR1 USR2",
  "trap 'mrunner_late=x; mrunner_signal KILL' ALRM",
];

/**
 * What a shell starts in the background ignores INT and QUIT, for good where the shell does not take it back: bash does by
 * `trap -`, for the others there is GNU's `env`. Where neither is, a run that should get INT gets TERM.
 */
export const backgroundProbe = `mrunner_front= mrunner_deaf=
case \${BASH_VERSION-} in
  '') if command env --default-signal=INT,QUIT true 2>/dev/null; then mrunner_front=x; else mrunner_deaf=x; fi ;;
esac`;

/**
 * Starting, and waiting for the end. A `wait` that a signal interrupts gives 128 + n as a death does, and shells differ in
 * what a second one gives. So a shell of its own, `mrunner_pid`, has the run in its foreground and records how it ended;
 * the worker waits until that shell is gone.
 */
export const waitFunctions = `mrunner_launched() {
  :
}
mrunner_exec() { # command: becomes it
  if [ "$mrunner_isolate" ]; then set -- setsid "$@"; fi
  if [ "$mrunner_front" ]; then set -- env --default-signal=INT,QUIT "$@"; fi
  exec "$@" 6<&- 9>&-
}
mrunner_launch() { # starts the run of the record, waits, and puts into mrunner_code how it ended
  mrunner_late= mrunner_timer=
  (
    trap : HUP INT QUIT TERM PIPE USR1 USR2 ALRM
    mrunner_code=0
    (
      trap - INT QUIT
      trap 'mrunner_left "$mrunner_run" "$mrunner_attempt"' EXIT
      mrunner_start
    ) </dev/null >>"$mrunner_log" 2>&1 || mrunner_code=$?
    mrunner_end "$mrunner_run" "$mrunner_attempt" "$mrunner_code"
    exit "$mrunner_code"
  ) &
  mrunner_pid=$!
  mrunner_launched
  # Asked meanwhile: the trap found no run to tell.
  if [ "$mrunner_asked" ]; then mrunner_ask; fi
  if [ "$mrunner_warned" ]; then mrunner_pass_warning; fi
  while :; do
    wait "$mrunner_pid"
    mrunner_code=$?
    # A signal to this shell ends a wait as well.
    if [ "$mrunner_code" = 127 ] || ! command kill -0 "$mrunner_pid" 2>/dev/null; then break; fi
  done
  mrunner_pid=
  if [ "$mrunner_code" != 0 ]; then mrunner_look_up; fi
}
mrunner_look_up() { # what the record says: the code of wait may be that of a signal to this shell
  mrunner_line=$(command tail -n 5 "$mrunner_events" | command grep -F "{\\"event\\":\\"exit\\",\\"run\\":$mrunner_run,\\"attempt\\":$mrunner_attempt,\\"code\\":")
  case $mrunner_line in
    ?*)
      mrunner_line=\${mrunner_line##*\\"code\\":}
      mrunner_line=\${mrunner_line%%[!0-9]*}
      mrunner_code=\${mrunner_line:-$mrunner_code}
      ;;
    *) # Who waits for the run is deaf to these signals before it starts it: nothing was started.
      case $mrunner_code in
        129 | 130 | 131 | 138 | 140 | 141 | 142 | 143) mrunner_end "$mrunner_run" "$mrunner_attempt" "$mrunner_code" ;;
      esac
      ;;
  esac
}`;

/** What traps do. They act themselves, since a flag alone could be set just before a wait for a long run begins. */
export const signalFunctions = `mrunner_stop() { # signal: nothing more is started, and the run is asked to end
  if [ "$mrunner_asked" = "$1" ] || [ "$mrunner_asked" = TERM ]; then return; fi
  mrunner_asked=$1
  if [ "$mrunner_pid" ]; then mrunner_ask; fi
}
mrunner_ask() {
  mrunner_looks=0
  while :; do
    if [ "$mrunner_asked$mrunner_deaf" = INTx ]; then mrunner_signal TERM; else mrunner_signal "\${mrunner_asked:-TERM}"; fi
    # It may not have begun.
    if [ "$mrunner_own" ] || [ "$mrunner_found" != 0 ] || [ "$mrunner_looks" = 5 ]; then break; fi
    mrunner_looks=$((mrunner_looks + 1))
    command sleep 0.1 2>/dev/null || command sleep 1
  done
  if [ "$mrunner_timer" ]; then return; fi
  (
    command sleep "$mrunner_grace"
    command kill -s ALRM "$mrunner_self"
  ) </dev/null >/dev/null 2>&1 9>&- &
  mrunner_timer=$!
}
mrunner_warn() { # nothing more is started, and the run hears of it
  mrunner_warned=x
  if [ "$mrunner_pid" ]; then mrunner_pass_warning; fi
}
mrunner_pass_warning() { # to the run itself, or below a shell that knows nothing of warnings to those who do
  mrunner_find
  if [ "$mrunner_own" ] && mrunner_shows "$mrunner_own" && mrunner_catches "$mrunner_own"; then command kill -s USR2 "$mrunner_own" 2>/dev/null; else mrunner_signal WARN; fi
}
mrunner_shows() { # pid: whether it is the run's program already, and no shell of ours with handlers of its own
  command grep -qzsxF -e "MRUNNER_RUN_ID=$mrunner_id" "/proc/$1/environ"
}
mrunner_catches() { # pid: whether it handles SIGUSR2, which would end it else
  while command read -r mrunner_line; do
    case $mrunner_line in
      SigCgt:*[89abcdefABCDEF]??) return 0 ;;
      SigCgt:*) return 1 ;;
    esac
  done 2>/dev/null <"/proc/$1/status"
  return 1
}`;

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
