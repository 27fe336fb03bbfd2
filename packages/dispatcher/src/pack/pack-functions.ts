import { workerExitCodes } from '../worker-program/worker-exit-codes.ts';
import { packLayout } from './pack-layout.ts';

const { usage, torn, unclaimed, unfinished, refused } = workerExitCodes;
const { block, indexLine, head, foot } = packLayout;

/** Finding records, and starting them. Texts are taken apart by hand: a set-up may have made IFS read-only. */
export const packFunctions = `mrunner_say() {
  command printf 'mrunner: %s\\n' "$1" >&2
}
mrunner_note() { # code: what to exit with, unless a run failed or worse was noted
  if [ "$mrunner_exit" = 0 ]; then mrunner_exit=$1; fi
}
mrunner_read() { # k: puts record k into mrunner_text
  mrunner_line=$(command dd if="$mrunner_index" bs=${indexLine} skip="$1" count=1 2>/dev/null)
  mrunner_read_at "$1"
}
mrunner_read_at() { # k: mrunner_line is its line of the index
  mrunner_skip=\${mrunner_line%% *}
  mrunner_count=\${mrunner_line#* }
  mrunner_count=\${mrunner_count%% *}
  mrunner_text=
  case $mrunner_line in
    *' .')
      case $mrunner_skip:$mrunner_count in
        :* | *: | *[!0-9:]*) ;;
        *) mrunner_text=$(command dd if="$mrunner_pack" bs=${block} skip="$mrunner_skip" count="$mrunner_count" 2>/dev/null) ;;
      esac
      ;;
  esac
  case $mrunner_text in
    "${head('$1')}
"*"
${foot('$1')}") return 0 ;;
  esac
  return 1
}
mrunner_note_unread() { # record mrunner_k could not be read
  if [ "$mrunner_asked$mrunner_warned" ]; then
    # What reads was asked to stop, too.
    mrunner_note ${unfinished}
  else
    mrunner_say "record $mrunner_k is not started: it is missing or torn in $mrunner_pack or $mrunner_index"
    mrunner_note ${torn}
  fi
}
mrunner_introduce() { # writes the first line of the file of events, or ends the worker
  exec 9>>"$mrunner_events"
  mrunner_boot=unknown mrunner_line=
  command read -r mrunner_boot 2>/dev/null </proc/sys/kernel/random/boot_id || :
  command read -r mrunner_line 2>/dev/null <"/proc/$mrunner_self/stat" || :
  mrunner_field \${mrunner_line##*) }
  command read -r mrunner_host 2>/dev/null </proc/sys/kernel/hostname || mrunner_host=$(command uname -n)
  mrunner_clock
  mrunner_now
  command printf '{"event":"worker","time":%s%s,"slot":"%s","host":"%s","boot":"%s","pid":%s,"started":"%s"%s}\\n' \\
    "$mrunner_time" "$mrunner_up" "$mrunner_name" "$mrunner_host" "$mrunner_boot" "$mrunner_self" "$mrunner_since" "$mrunner_machine" >&9 && return
  mrunner_say "nothing is started: cannot write $mrunner_events"
  exit ${unclaimed}
}
mrunner_clock() { # puts milliseconds since 1970 into mrunner_time
  # Milliseconds where date has them. A signal to the whole group may end date.
  for mrunner_tick in 1 2 3; do
    mrunner_time=$(command date +%s%3N)
    case $mrunner_time in
      *[!0-9]* | ??????????) mrunner_time=$(command date +%s)000 ;;
    esac
    case $mrunner_time in
      *[!0-9]* | '' | 000) mrunner_time=0 ;;
      *) break ;;
    esac
  done
}
mrunner_field() {
  mrunner_since=\${20-}
}
mrunner_keep_output() { # makes a file for what the set-up prints, where there is room for one
  mrunner_output=\${TMPDIR:-/tmp}/mrunner-$mrunner_name-$$
  (umask 077 && set -C && command true >"$mrunner_output") 2>/dev/null || mrunner_output=
}
mrunner_show_output() {
  if [ "$mrunner_output" ]; then command cat "$mrunner_output" >&2; fi
}
mrunner_exited() { # the set-up ended the shell; in bash its redirections are in force still
  command exec 9>>"$mrunner_events" >&7 2>&8 7>&- 8>&-
  mrunner_failed=$mrunner_code
  if [ "$mrunner_failed" = 0 ]; then mrunner_failed=1; fi
  mrunner_work
  exit "$mrunner_exit"
}
mrunner_announce() { # that the record at hand is started; for workers whose events others hear of only in pieces
  :
}
mrunner_do() { # the record at hand; mrunner_ran says whether it was started
  mrunner_ran=
  if [ "$mrunner_directories" ]; then mrunner_make_directories; fi
  if [ ! -d "$mrunner_directory" ]; then command mkdir -p "$mrunner_directory"; fi
  if ! mrunner_claim "$mrunner_run" "$mrunner_attempt" "$mrunner_log"; then
    if [ -e "$mrunner_log" ]; then
      mrunner_say "attempt $mrunner_attempt of run $mrunner_run was claimed before: it is not started again"
      mrunner_note ${refused}
    else
      mrunner_say "run $mrunner_run is not started: cannot write $mrunner_log"
      mrunner_note ${unclaimed}
    fi
    return
  fi
  # Only who has the claim writes; who can't gives it back, so that the run is started when there is room.
  if ! mrunner_files; then
    mrunner_unclaim "$mrunner_run" "$mrunner_attempt" "$mrunner_log"
    mrunner_say "run $mrunner_run is not started: $mrunner_why"
    mrunner_note ${unclaimed}
    return
  fi
  if ! mrunner_started "$mrunner_run" "$mrunner_attempt" "$mrunner_log"; then
    mrunner_say "run $mrunner_run is not started: cannot write $mrunner_events"
    mrunner_note ${unclaimed}
    return
  fi
  mrunner_ran=x
  mrunner_announce
  if [ "$mrunner_failed" = 0 ]; then
    mrunner_launch
    mrunner_tidy
  else
    mrunner_fail_set_up
  fi
  if [ "$mrunner_code" != 0 ]; then mrunner_exit=$mrunner_code; fi
}
mrunner_fail_set_up() { # the run ends as the set-up did, whose output is in its log
  mrunner_why=
  if [ "$mrunner_output" ]; then
    command cat "$mrunner_output" >>"$mrunner_log"
    mrunner_why=$(command tr '\\r' '\\n' <"$mrunner_output" | command sed -n '/[^[:space:]]/p' | command tail -n 1 |
      command tail -c 300 | command tr -d '\\000-\\037\\177' | command sed 's/["\\\\]/\\\\&/g')
  fi
  command printf '{"event":"launch-failed","run":%s,"attempt":%s,"text":"the set-up of context %s failed: %s"}\\n' \\
    "$mrunner_run" "$mrunner_attempt" "$mrunner_context" "\${mrunner_why:-it ended with code $mrunner_failed}" >&9
  mrunner_code=$mrunner_failed
  mrunner_end "$mrunner_run" "$mrunner_attempt" "$mrunner_code"
}`;

/** What a worker does that is told which records are its own. */
export const rangeFunctions = `mrunner_check() { # slot from to: all is there, or nothing is started
  mrunner_slot=\${1-} mrunner_from=\${2-} mrunner_to=\${3-\${2-}}
  case $mrunner_slot in '' | *[!A-Za-z0-9._-]*) mrunner_slot= ;; esac
  for mrunner_k in "$mrunner_from" "$mrunner_to"; do
    case $mrunner_k in '' | *[!0-9]* | 0?*) mrunner_slot= ;; esac
  done
  if [ ! "$mrunner_slot" ]; then
    mrunner_say "expected SLOT FROM TO, a name and numbers of records, and got: $*"
    exit ${usage}
  fi
  mrunner_k=$mrunner_from
  while [ "$mrunner_k" -le "$mrunner_to" ]; do
    if ! mrunner_read "$mrunner_k"; then
      mrunner_note_unread
      exit "$mrunner_exit"
    fi
    mrunner_k=$((mrunner_k + 1))
  done
}
mrunner_open() { # begins the file of events, which nobody else writes
  mrunner_name=$mrunner_slot mrunner_k=1
  while :; do
    mrunner_events=$mrunner_before$mrunner_name$mrunner_after
    if (set -C && command true >"$mrunner_events") 2>/dev/null; then break; fi
    if [ ! -e "$mrunner_events" ]; then
      mrunner_say "nothing is started: cannot write $mrunner_events"
      exit ${unclaimed}
    fi
    # A scheduler started this worker again, under the same name.
    mrunner_k=$((mrunner_k + 1))
    mrunner_name=$mrunner_slot.$mrunner_k
  done
  mrunner_introduce
}
mrunner_work() { # the records one after another
  mrunner_watch
  mrunner_k=$mrunner_from
  while [ "$mrunner_k" -le "$mrunner_to" ]; do
    if [ "$mrunner_asked$mrunner_warned" ]; then
      mrunner_say "asked to stop: the records from $mrunner_k to $mrunner_to are not started"
      mrunner_note ${unfinished}
      break
    fi
    # A single one is at hand since the check.
    if [ "$mrunner_from" != "$mrunner_to" ] && ! mrunner_read "$mrunner_k"; then
      mrunner_note_unread
      break
    fi
    eval "$mrunner_text"
    mrunner_do
    mrunner_k=$((mrunner_k + 1))
  done
  mrunner_stop_watch
  if [ "$mrunner_output" ]; then command rm -f "$mrunner_output"; fi
}`;
