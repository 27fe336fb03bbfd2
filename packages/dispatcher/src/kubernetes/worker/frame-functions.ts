import { runFileNames } from '@mrunner/core';
import { frameLimits } from './pod-files.ts';

/** Bytes of frames after which a worker repeats its events, while it works and at its end: a fraction of what nodes keep of a log. */
const saidAgain = { meanwhile: 1 << 21, last: 1 << 16 } as const;

const lock = '"$mrunner_disk/frame-lock"';

/**
 * What a pod says to whoever reads its log: frames, each a line with the mark of the sweep and a number of bytes, and then those
 * bytes. They go to file descriptor 5, the container's output, when no run writes there.
 */
export const frameFunctions = `mrunner_frame() { # path limit words: the end of a file
  if [ ! -f "$1" ]; then return; fi
  mrunner_bytes=$(command wc -c <"$1")
  mrunner_bytes=$((mrunner_bytes))
  if [ "$mrunner_bytes" -gt "$2" ]; then mrunner_bytes=$2; fi
  mrunner_spoken=$((mrunner_spoken + mrunner_bytes))
  command printf '\\n::mrunner %s %s %s\\n' "$mrunner_mark" "$3" "$mrunner_bytes" >&5
  command tail -c "$2" "$1" | command head -c "$mrunner_bytes" >&5
}
mrunner_frame_events() { # what the file of events got since the last frame
  mrunner_bytes=$(command wc -c <"$mrunner_events")
  # A node keeps the end of a log: now and then all is said again.
  if [ "$mrunner_spoken" -gt ${saidAgain.meanwhile} ] && [ "$mrunner_spoken" -gt $((mrunner_bytes * 4)) ]; then
    mrunner_framed=0 mrunner_spoken=0
  fi
  mrunner_bytes=$((mrunner_bytes - mrunner_framed))
  if [ "$mrunner_bytes" -le 0 ]; then return; fi
  command printf '\\n::mrunner %s events %s %s %s\\n' "$mrunner_mark" "$mrunner_name" "$mrunner_framed" "$mrunner_bytes" >&5
  command tail -c "+$((mrunner_framed + 1))" "$mrunner_events" | command head -c "$mrunner_bytes" >&5
  mrunner_framed=$((mrunner_framed + mrunner_bytes))
}
mrunner_frame_last_events() { # where much was said since, all of them: what came before may be gone
  if [ "$mrunner_spoken" -gt ${saidAgain.last} ]; then mrunner_framed=0; fi
  mrunner_frame_events
}
mrunner_frame_begin() { # one slot at a time
  if [ ! "$mrunner_said" ]; then return; fi
  until command mkdir ${lock} 2>/dev/null; do command sleep 0.1 2>/dev/null || command sleep 1; done
  if [ -s "$mrunner_said" ]; then
    command cat "$mrunner_said" >&5
    command true >"$mrunner_said"
  fi
}
mrunner_frame_end() {
  if [ "$mrunner_said" ]; then command rmdir ${lock}; fi
}
mrunner_announce() { # before a run goes on: of a packed one nothing but its frames tells that, and its end comes after what it left
  if [ "$mrunner_mode" != packed ]; then
    if [ "$mrunner_shared" ]; then mrunner_copy_output; fi
    return
  fi
  mrunner_frame_begin
  mrunner_frame_events
  mrunner_frame_end
}
mrunner_attempt_over() { # what came out of the attempt at hand
  mrunner_frame_begin
  if [ "$mrunner_mode" = packed ]; then mrunner_frame "$mrunner_log" ${frameLimits.log} "file $mrunner_run $mrunner_attempt log"; fi
  mrunner_frame "$mrunner_directory/${runFileNames.result}" ${frameLimits.result} "file $mrunner_run $mrunner_attempt ${runFileNames.result}"
  mrunner_frame "$mrunner_directory/${runFileNames.metrics}" ${frameLimits.metrics} "file $mrunner_run $mrunner_attempt ${runFileNames.metrics}"
  mrunner_frame_events
  mrunner_frame_end
  mrunner_leave_word
}
mrunner_leave_word() { # what Kubernetes shows of the container when it has ended
  if [ "$mrunner_mode" = packed ]; then return; fi
  { command tail -c 4096 "$mrunner_events" >"$mrunner_message"; } 2>/dev/null
}`;
