/**
 * How long a task has been at work, and how long it still may be. The clock is the machine's uptime, which a shell reads
 * without a process; where there is none, nothing is near its end.
 */
export const limitFunctions = `mrunner_second() { # puts whole seconds into mrunner_seconds
  mrunner_seconds=
  command read -r mrunner_seconds 2>/dev/null </proc/uptime || :
  mrunner_seconds=\${mrunner_seconds%%.*}
  case $mrunner_seconds in '' | *[!0-9]*) mrunner_seconds=0 ;; esac
}
mrunner_begun() { # notes when the task began, and finds its limit
  mrunner_second
  mrunner_since_when=$mrunner_seconds
  case $mrunner_limit in ?*) return ;; esac
  case \${SLURM_JOB_START_TIME-}:\${SLURM_JOB_END_TIME-} in
    :* | *: | *[!0-9:]*) ;;
    *)
      mrunner_limit=$((SLURM_JOB_END_TIME - SLURM_JOB_START_TIME))
      return
      ;;
  esac
  # Of plain tasks there may be too many to ask; they go by the signals that they get.
  if [ "$mrunner_mode" = packed ] && [ "$mrunner_target" ]; then mrunner_parse_time "$(command squeue -h -j "$mrunner_target" -o %L 2>/dev/null)"; fi
}
mrunner_parse_time() { # [days-][[hours:]minutes:]seconds: into mrunner_limit
  case $1 in '' | *[!0-9:-]* | -* | :* | *:) return ;; esac
  mrunner_rest=$1 mrunner_total=0
  case $mrunner_rest in
    *-*)
      mrunner_total=\${mrunner_rest%%-*}
      mrunner_rest=\${mrunner_rest#*-}
      ;;
  esac
  case $mrunner_rest in *:*:*) ;; *) mrunner_rest=0:$mrunner_rest ;; esac
  case $mrunner_rest in *:*:*) ;; *) mrunner_rest=0:$mrunner_rest ;; esac
  mrunner_plain "\${mrunner_rest%%:*}"
  mrunner_total=$((mrunner_total * 24 + mrunner_digits))
  mrunner_rest=\${mrunner_rest#*:}
  mrunner_plain "\${mrunner_rest%%:*}"
  mrunner_total=$((mrunner_total * 60 + mrunner_digits))
  mrunner_plain "\${mrunner_rest##*:}"
  mrunner_limit=$((mrunner_total * 60 + mrunner_digits))
}
mrunner_plain() { # digits, for arithmetic: a leading 0 would mean octal
  mrunner_digits=\${1#0}
  mrunner_digits=\${mrunner_digits:-0}
}
mrunner_left_over() { # puts the seconds until the limit into mrunner_rest; false where none is known
  [ "$mrunner_limit" ] && [ "$mrunner_since_when" -gt 0 ] || return 1
  mrunner_second
  mrunner_rest=$((mrunner_since_when + mrunner_limit - mrunner_seconds))
}
mrunner_has_time() { # whether another run fits, as far as those before it tell
  mrunner_left_over || return 0
  [ "$mrunner_rest" -gt $((mrunner_longest + mrunner_grace + \${mrunner_warn:-0})) ]
}
mrunner_is_late() { # a later attempt is to have at least half of the time
  if [ "$mrunner_mode" = packed ]; then
    if mrunner_has_time; then return 1; else return 0; fi
  fi
  mrunner_left_over && [ "$mrunner_rest" -lt $((mrunner_limit / 2)) ]
}
mrunner_is_at_limit() { # whether the limit is why it was asked to end: Slurm never asks before it
  if [ "$mrunner_warned" ]; then return 0; fi
  mrunner_left_over && [ "$mrunner_rest" -le 15 ]
}
mrunner_is_limit_warning() { # the warning may come a minute early, and is asked for a minute early
  mrunner_left_over || return 0
  [ "$mrunner_rest" -le $((\${mrunner_warn:-0} + 150)) ]
}
mrunner_measure() { # the attempt that began at mrunner_began has ended
  mrunner_second
  if [ $((mrunner_seconds - mrunner_began)) -gt "$mrunner_longest" ]; then mrunner_longest=$((mrunner_seconds - mrunner_began)); fi
}
mrunner_wind_clocks() { # beside a run: what is to happen after a time
  mrunner_clocks=
  if [ "$mrunner_timeout" ]; then
    (
      command sleep "$mrunner_timeout"
      command kill -s VTALRM "$mrunner_self"
    ) </dev/null >/dev/null 2>&1 9>&- &
    mrunner_clocks=$!
  fi
  if [ "$mrunner_canary" ]; then
    (
      command sleep 60
      mrunner_is_well
    ) </dev/null >/dev/null 2>&1 9>&- &
    mrunner_clocks="$mrunner_clocks $!"
  fi
}
mrunner_stop_clocks() {
  while [ "$mrunner_clocks" ]; do
    mrunner_other=\${mrunner_clocks%% *}
    case $mrunner_clocks in *' '*) mrunner_clocks=\${mrunner_clocks#* } ;; *) mrunner_clocks= ;; esac
    if [ "$mrunner_other" ]; then mrunner_stop_clock "$mrunner_other"; fi
  done
}
mrunner_time_is_up() { # a clock rang; it may be that of a run before
  mrunner_rang=
  mrunner_second
  if [ ! "$mrunner_pid" ] || [ "$mrunner_stopped" ] || [ $((mrunner_seconds - mrunner_began + 1)) -lt "$mrunner_timeout" ]; then return; fi
  mrunner_stopped=timeout
  mrunner_tell stop "\\"cause\\":\\"timeout\\""
  mrunner_ask
}`;
