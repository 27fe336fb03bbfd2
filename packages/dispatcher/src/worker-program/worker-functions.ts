/** Defines `mrunner_now`, the clock of a shell: what events say of the time, where the machine tells its uptime. */
export const clockLines = (hasUptime: boolean): string =>
  hasUptime ? clock : 'mrunner_now() { mrunner_up=; }';

// What is not a number would make the event no JSON; without it the event says less.
const clock = `mrunner_now() {
  mrunner_up=
  command read -r mrunner_up 2>/dev/null </proc/uptime || :
  mrunner_up=\${mrunner_up%% *}
  case $mrunner_up in
    '' | *[!0-9.]*) mrunner_up= ;;
    *) mrunner_up=",\\"up\\":$mrunner_up" ;;
  esac
}`;

/**
 * Defines the claim of an attempt and its records. They tell the launcher what they did; see `workerProgram`.
 * `mrunner_where` is what else the record of a start says, as members of JSON with a comma in front.
 */
export const recordLines = `mrunner_where=
mrunner_begin() { # run attempt log: claims the attempt; no claim, no start
  mrunner_claim "$@" && mrunner_started "$@"
}
mrunner_claim() {
  set -C
  if { command true >"$3"; } 2>/dev/null; then
    set +C
    return 0
  fi
  set +C
  if [ -e "$3" ]; then command printf 'refused %s %s\\n' "$1" "$2"; else command printf 'unclaimed %s %s\\n' "$1" "$2"; fi
  return 1
}
mrunner_started() {
  mrunner_now
  command printf '{"event":"start","run":%s,"attempt":%s%s%s}\\n' "$1" "$2" "$mrunner_up" "$mrunner_where" >&9 && return 0
  mrunner_unclaim "$@"
  return 1
}
mrunner_unclaim() {
  command rm -f "$3" || :
  command printf 'unclaimed %s %s\\n' "$1" "$2"
}
mrunner_end() { # run attempt code: records the end, then tells of it
  mrunner_now
  mrunner_line="{\\"event\\":\\"exit\\",\\"run\\":$1,\\"attempt\\":$2,\\"code\\":$3$mrunner_up}"
  if command printf '%s\\n' "$mrunner_line" >&9; then
    command printf 'exit %s %s %s\\n' "$1" "$2" "$3"
    return
  fi
  command printf 'unrecorded %s %s %s\\n' "$1" "$2" "$3"
  until command printf '\\n%s\\n' "$mrunner_line" >&9; do command sleep 1; done 2>/dev/null
}
mrunner_unstarted() { # run attempt: the program did not start; the reason is in mrunner_why
  command printf '{"event":"launch-failed","run":%s,"attempt":%s,"text":"%s"}\\n' "$1" "$2" "$mrunner_why" >>"$mrunner_events"
}
mrunner_left() { # run attempt: at the exit of a shell that was to become the program; bash gets here when a signal ends it, too
  case $? in
    126) mrunner_why="$mrunner_why: it can't be executed" ;;
    127) ;;
    *) return ;;
  esac
  mrunner_unstarted "$1" "$2"
}`;
