import { batchFiles } from './work-files.ts';

/** What the runs of a whole sweep have to do with each other, kept in files without a launcher. */
export const sweepFunctions = `mrunner_too_many() { # whether so many runs failed that nothing more is started
  if [ ! "$mrunner_max_failures" ]; then return 1; fi
  set -- "$mrunner_failures"/*
  [ -e "$1" ] && [ "$#" -ge "$mrunner_max_failures" ]
}
mrunner_fails_for_good() {
  if [ "$mrunner_max_failures" ]; then
    if [ ! -d "$mrunner_failures" ]; then command mkdir -p "$mrunner_failures"; fi
    command true >"$mrunner_failures/$mrunner_run.$mrunner_attempt"
    if mrunner_too_many; then mrunner_cancel_pending; fi
  fi
  mrunner_stop_siblings
}
mrunner_cancel_pending() { # what Slurm has not started; those that start are told by the files
  mrunner_say "$mrunner_max_failures runs failed: nothing more is started"
  for mrunner_file in "$mrunner_batches"/*/${batchFiles.order}; do
    mrunner_other=\${mrunner_file%/*}
    command scancel --state=PENDING --name="\${mrunner_other##*/}"
  done
}
mrunner_stop_siblings() { # the other members of its composite
  mrunner_list=$mrunner_siblings
  while [ "$mrunner_list" ]; do
    mrunner_line=\${mrunner_list%%"
"*}
    mrunner_list=\${mrunner_list#*"
"}
    mrunner_stop_sibling
  done
}
mrunner_stop_sibling() { # mrunner_line: run attempt token task log
  mrunner_other=\${mrunner_line%% *}
  mrunner_line=\${mrunner_line#* }
  mrunner_number_there=\${mrunner_line%% *}
  mrunner_line=\${mrunner_line#* }
  mrunner_there=$mrunner_batches/\${mrunner_line%% *}
  mrunner_line=\${mrunner_line#* }
  mrunner_task_there=\${mrunner_line%% *}
  mrunner_file=$mrunner_there/${batchFiles.cancel}/$mrunner_other
  if [ -e "$mrunner_file" ]; then return; fi
  mrunner_write_cause sibling-failed
  if [ ! -e "\${mrunner_line#* }" ]; then
    # It was not started: its own worker, if it ever has one, will start nothing.
    mrunner_clock
    command printf '{"event":"stop","run":%s,"attempt":%s,"time":%s,"cause":"sibling-failed"}\\n' "$mrunner_other" "$mrunner_number_there" "$mrunner_time" >&9
  fi
  if [ "$mrunner_task_there" = - ]; then return; fi
  mrunner_owner=
  command read -r mrunner_owner 2>/dev/null <"$mrunner_there/${batchFiles.owner}" || command read -r mrunner_owner 2>/dev/null <"$mrunner_there/${batchFiles.answer}" || :
  mrunner_owner=\${mrunner_owner%%;*}
  case $mrunner_owner in '' | *[!0-9]*) ;; *) command scancel "\${mrunner_owner}_$mrunner_task_there" ;; esac
}
mrunner_write_cause() { # cause: into mrunner_file, in mrunner_there; others may read it at once, so it appears whole
  mrunner_part=$mrunner_there/.cancel.$mrunner_name
  command mkdir -p "$mrunner_there/${batchFiles.cancel}"
  { command printf '%s\\n' "$1" >"$mrunner_part"; } 2>/dev/null && command ln "$mrunner_part" "$mrunner_file" 2>/dev/null
  command rm -f "$mrunner_part"
  # A disk without links; or somebody else was quicker, and is right.
  [ -e "$mrunner_file" ] || command printf '%s\\n' "$1" >"$mrunner_file"
}
mrunner_is_well() { # a canary lived a minute, or succeeded
  if [ ! -d "$mrunner_canaries" ]; then command mkdir -p "$mrunner_canaries"; fi
  command true >"$mrunner_canaries/$mrunner_run.$mrunner_attempt"
  if [ -e "$mrunner_batch/${batchFiles.pause}" ]; then return; fi
  set -- "$mrunner_canaries"/*
  if [ "$#" -lt "$mrunner_canary" ]; then return; fi
  for mrunner_file in "$mrunner_batches"/*/${batchFiles.order}; do
    if mrunner_is_held "$mrunner_file"; then
      mrunner_other=\${mrunner_file%/*}
      command scontrol release jobname="\${mrunner_other##*/}"
    fi
  done
}
mrunner_is_held() { # file of an order
  while command read -r mrunner_line; do
    if [ "$mrunner_line" = mrunner_held=x ]; then return 0; fi
  done 2>/dev/null <"$1"
  return 1
}`;
