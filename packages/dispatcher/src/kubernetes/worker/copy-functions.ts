/** Tenths of a second that are waited for the rest of what a run printed: a process that it left may hold its output open. */
const patience = 50;

/**
 * What a plain run prints is the container's output, of which nodes keep the end. Where its log is on a volume, all of it goes there as
 * well, through a pipe that only processes of the run write into.
 */
export const copyFunctions = `mrunner_copy_output() {
  if ! command -v tee >/dev/null || ! command mkfifo "$mrunner_disk/output" 2>/dev/null; then return; fi
  mrunner_pipe=$mrunner_disk/output
  {
    command tee -a "$mrunner_log" <"$mrunner_pipe" >&5 2>/dev/null
    command true >"$mrunner_pipe.over"
  } 9>&- &
}
mrunner_end_copy() {
  if [ ! "$mrunner_pipe" ]; then return; fi
  mrunner_tick=0
  until [ -e "$mrunner_pipe.over" ] || [ "$mrunner_tick" -ge ${patience} ]; do
    # Whom no run opened it for still waits for somebody.
    (exec 4<>"$mrunner_pipe")
    mrunner_tick=$((mrunner_tick + 1))
    command sleep 0.1 2>/dev/null || command sleep 1
  done
  command rm -f "$mrunner_pipe" "$mrunner_pipe.over"
  mrunner_pipe=
}`;
