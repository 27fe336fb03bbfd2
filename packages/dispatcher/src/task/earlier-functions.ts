import { batchFiles } from './work-files.ts';

/** What is written into a file of `cancel/` for a run whose next attempt is elsewhere. */
export const replaced = 'replaced';

/**
 * Earlier attempts of a run, made by other tasks, of which nobody knows whether they live on: Slurm took their node for dead, or
 * has forgotten them. Their workers look at `cancel/` and end them; who hears nothing waits as long as that may take.
 */
export const earlierFunctions = `mrunner_end_earlier() { # false when one of them succeeded
  while [ "$mrunner_earlier" ]; do
    mrunner_line=\${mrunner_earlier%%"
"*}
    mrunner_earlier=\${mrunner_earlier#*"
"}
    mrunner_number_there=\${mrunner_line%% *}
    mrunner_line=\${mrunner_line#* }
    mrunner_slot_there=\${mrunner_line%% *}
    mrunner_there=$mrunner_batches/\${mrunner_line#* }
    mrunner_replace
    case $mrunner_value in 0)
      mrunner_say "run $mrunner_run is not started: attempt $mrunner_number_there of it succeeded"
      return 1
      ;;
    esac
  done
}
mrunner_replace() { # puts the exit code of the earlier attempt into mrunner_value, or nothing when nobody tells
  mrunner_find_exit
  if [ "$mrunner_value" ]; then return; fi
  mrunner_file=$mrunner_there/${batchFiles.cancel}/$mrunner_run
  if [ ! -e "$mrunner_file" ]; then
    mrunner_write_cause ${replaced}
  fi
  mrunner_tick=$((\${mrunner_given_pace:-15} * 3))
  while command read -r mrunner_line; do
    case $mrunner_line in *mrunner_mode=packed*) mrunner_tick=$((\${mrunner_given_pace:-2} * 3)) ;; esac
  done 2>/dev/null <"$mrunner_there/${batchFiles.order}"
  # It ends its run, and says so.
  mrunner_tick=$((mrunner_tick + 2))
  while [ "$mrunner_tick" -gt 0 ] && [ ! "$mrunner_asked" ]; do
    command sleep 1
    mrunner_find_exit
    if [ "$mrunner_value" ]; then return; fi
    mrunner_tick=$((mrunner_tick - 1))
  done
}
mrunner_find_exit() {
  mrunner_exit_there=
  while command read -r mrunner_line; do
    case $mrunner_line in '{"event":"exit","run":'"$mrunner_run,"'"attempt":'"$mrunner_number_there,"*)
      mrunner_member code
      mrunner_exit_there=$mrunner_value
      ;;
    esac
  done 2>/dev/null <"$mrunner_before$mrunner_slot_there$mrunner_after"
  mrunner_value=$mrunner_exit_there
}`;
