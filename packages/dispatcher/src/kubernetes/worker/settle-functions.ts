import { exitCodes } from '@mrunner/core';
import { batchFiles } from '../../task/work-files.ts';
import { workerExitCodes } from '../../worker-program/worker-exit-codes.ts';

const { unclaimed, unfinished } = workerExitCodes;

/**
 * Where a worker writes its events. On a volume that all pods share, a pod of the same life may have been there: Kubernetes may start two,
 * and does not count those that it ends to suspend a Job.
 */
export const settleFunctions = `mrunner_settle_in() { # slot: begins its file of events
  mrunner_place=$mrunner_token-$mrunner_task\${1:+.$1}
  mrunner_name=$mrunner_place mrunner_framed=0 mrunner_spoken=0 mrunner_extra=0 mrunner_said=
  if [ "$mrunner_restarts" -gt 0 ]; then mrunner_name=$mrunner_place.r$mrunner_restarts; fi
  mrunner_events=$mrunner_before$mrunner_name$mrunner_after
  while ! (set -C && command true >"$mrunner_events") 2>/dev/null; do
    if [ ! -e "$mrunner_events" ]; then
      mrunner_say "nothing is started: cannot write $mrunner_events"
      exit ${unclaimed}
    fi
    mrunner_follow_twin
    # Kubernetes does not count what it ended to suspend a Job.
    if [ "$mrunner_mode" = packed ]; then
      mrunner_extra=$((mrunner_extra + mrunner_slots))
      mrunner_name=$mrunner_token-$mrunner_task.$((\${1:-0} + mrunner_extra))
    else
      mrunner_restarts=$((mrunner_restarts + 1))
      mrunner_name=$mrunner_place.r$mrunner_restarts
    fi
    mrunner_events=$mrunner_before$mrunner_name$mrunner_after
  done
  if [ "\${1-}" ]; then
    mrunner_said=$mrunner_disk/said.$1
    exec 2>>"$mrunner_said"
  fi
  mrunner_introduce
}
mrunner_follow_twin() { # a pod of this life was there, or is: ends as that did, unless it was asked to end
  mrunner_twin=
  if [ "$mrunner_mode" != packed ]; then mrunner_twin=$(command cat "$mrunner_events"); fi
  case $mrunner_twin in
    *'"event":"exit"'*'"code":0'[,}]*) exit 0 ;;
    *'"event":"again"'*) return ;; # it was over before this one was made
  esac
  mrunner_say "another pod has $mrunner_name already: waiting for its end"
  while [ ! "$mrunner_asked" ]; do
    mrunner_twin=
    if [ "$mrunner_mode" != packed ]; then
      mrunner_twin=$(command cat "$mrunner_events")
    elif [ -e "$mrunner_batch/${batchFiles.over}/$mrunner_name" ]; then
      # The records that it left are anybody's.
      return
    fi
    case $mrunner_twin in
      *'"event":"exit"'*'"code":0'[,}]*) exit 0 ;;
      *'"event":"again"'*) exit ${exitCodes.interrupted} ;;
      *'"event":"asked"'*'"event":"exit"'*) return ;;
      *'"event":"exit"'*) exit 1 ;;
    esac
    command sleep 2
  done
  exit ${unfinished}
}`;
