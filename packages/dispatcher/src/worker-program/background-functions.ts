/**
 * What a worker has that nobody signals for: on a cluster and in pods the scheduler's signals come to the worker, so its
 * run is in the background and the worker waits for it. Uses `mrunner_run`, `mrunner_attempt`, `mrunner_id` (the run's id)
 * and `mrunner_log` of the record at hand, `mrunner_grace` in seconds, and what a record defines: `mrunner_start`. `mrunner_self` is the worker's
 * own pid, which `$$` is not in a subshell.
 *
 * A trap makes a mark and nothing else, and `mrunner_attend` does what is to be done: what acts at any moment would change
 * variables under the function that it interrupts, and a trap of dash that interrupts another one changes what `if` sees there.
 */
export const backgroundTraps: readonly string[] = [
  'trap - EXIT',
  'trap : HUP QUIT PIPE',
  'trap mrunner_nudged=x URG',
  'trap mrunner_asked=TERM TERM',
  `trap 'mrunner_asked=\${mrunner_asked:-INT}' INT`,
  'trap mrunner_warned=x USR1 USR2',
  'trap mrunner_late=x ALRM',
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
  mrunner_late= mrunner_timer= mrunner_asked_run= mrunner_warned_run=
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
  mrunner_await "$mrunner_pid"
  mrunner_pid=
  if [ "$mrunner_code" -gt 128 ]; then mrunner_look_up; fi
}
mrunner_await() { # pid of a child: waits for its end, puts its code into mrunner_code, and does meanwhile what signals ask for
  if [ "$mrunner_asked$mrunner_warned$mrunner_nudged" ]; then mrunner_attend; fi
  while :; do
    wait "$1"
    mrunner_code=$?
    # A signal to this shell ends a wait as well.
    if [ "$mrunner_code" = 127 ] || ! command kill -0 "$1" 2>/dev/null; then break; fi
    mrunner_attend
  done
  # It may have done so when the child was gone already: then another one has the child's code, as long as the shell knows it.
  while [ "$mrunner_code" -gt 128 ]; do
    mrunner_code_before=$mrunner_code
    wait "$1" 2>/dev/null
    mrunner_code=$?
    if [ "$mrunner_code" = 127 ]; then mrunner_code=$mrunner_code_before; fi
    if [ "$mrunner_code" = "$mrunner_code_before" ]; then break; fi
  done
}
mrunner_look_up() { # what the record says: the code of wait may be that of a signal to this shell
  # A signal to the whole group may end who looks.
  for mrunner_tick in 1 2 3; do
    mrunner_line=$(command tail -n 5 "$mrunner_events" | command grep -F "{\\"event\\":\\"exit\\",\\"run\\":$mrunner_run,\\"attempt\\":$mrunner_attempt,\\"code\\":")
    if [ "$mrunner_line" ]; then break; fi
  done
  case $mrunner_line in
    ?*)
      mrunner_line=\${mrunner_line##*\\"code\\":}
      mrunner_line=\${mrunner_line%%[!0-9]*}
      mrunner_code=\${mrunner_line:-$mrunner_code}
      ;;
    *)
      # URG ends no process: the wait that it ended had the code, and a bash that is to be POSIX tells none twice.
      if [ "$mrunner_code" = 151 ]; then
        case $mrunner_asked$mrunner_warned in
          TERM*) mrunner_code=143 ;;
          INT*) mrunner_code=130 ;;
          x) mrunner_code=138 ;;
          *) mrunner_code=137 ;;
        esac
      fi
      # Who waits for the run is deaf to these signals before it starts it: nothing was started.
      case $mrunner_code in
        129 | 130 | 131 | 138 | 140 | 141 | 142 | 143) mrunner_end "$mrunner_run" "$mrunner_attempt" "$mrunner_code" ;;
      esac
      ;;
  esac
}`;

/**
 * What follows from signals. One that comes just before a `wait` begins does not end it: in bash its trap has to wait, too.
 * So a process beside the work sends URG now and then, which nobody minds who has no trap for it.
 */
export const signalFunctions = `mrunner_watch() { # beside the work: ends a wait every mrunner_every seconds
  (
    # What asks all processes to end is about to be heard.
    trap '' HUP INT QUIT TERM PIPE USR1 USR2
    while command sleep "$mrunner_every" && command kill -s URG "$mrunner_self" 2>/dev/null; do :; done
  ) </dev/null >/dev/null 2>&1 9>&- &
  mrunner_watcher=$!
}
mrunner_stop_watch() {
  if [ "$mrunner_watcher" ]; then mrunner_stop_clock "$mrunner_watcher"; fi
  mrunner_watcher=
}
mrunner_stop_clock() { # pid: of a shell in the background that waits for a program
  mrunner_child "$1"
  if ! command kill -s KILL "$1" 2>/dev/null; then return; fi
  if [ "$mrunner_below" ]; then command kill -s KILL "$mrunner_below" 2>/dev/null; fi
  # Else bash tells of its end.
  { wait "$1"; } 2>/dev/null
}
mrunner_attend() { # does what signals left marks for
  mrunner_nudged=
  mrunner_heed
}
mrunner_heard() { # signal: the attempt at hand is to know of
  :
}
mrunner_heed() { # what the attempt at hand is to know of, as long as it goes on
  if [ "$mrunner_warned" ] && [ ! "$mrunner_warned_run" ]; then
    mrunner_warned_run=x
    mrunner_heard USR1
    if [ "$mrunner_pid" ]; then mrunner_pass_warning; fi
  fi
  if [ "$mrunner_asked" != "$mrunner_asked_run" ]; then
    mrunner_asked_run=$mrunner_asked
    mrunner_heard "$mrunner_asked_run"
    if [ "$mrunner_pid" ]; then mrunner_ask; fi
  fi
  if [ "$mrunner_late" ] && [ "$mrunner_pid" ]; then mrunner_signal KILL; fi
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
    trap '' HUP INT QUIT TERM PIPE USR1 USR2
    command sleep "$mrunner_grace"
    command kill -s ALRM "$mrunner_self"
  ) </dev/null >/dev/null 2>&1 9>&- &
  mrunner_timer=$!
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
