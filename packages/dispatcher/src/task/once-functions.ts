import { setUpFunction } from '../worker-program/set-up-lines.ts';
import { batchFiles } from './work-files.ts';

/**
 * A step of a set-up that does the steps given in one task of a batch, while the others wait for it.
 *
 * @param lock as a word for a shell, the absolute path of a directory that whoever does them makes; sweeps that change the same
 *   environment share it
 */
export const onceStep = (steps: readonly string[], lock: string): string =>
  [...setUpFunction(steps, 'mrunner_once_steps'), `mrunner_once ${lock}`].join('\n');

/** How often steps may fail in tasks of one batch: one node may be broken, but not all. */
const patience = 3;

/**
 * Who holds the lock counts in a file of it. Where that stands still for a minute, by the clock of who waits, its holder is
 * gone, and the lock is taken away. Only who could rename it has taken it away.
 */
export const onceFunctions = `mrunner_once() { # lock
  mrunner_done=$mrunner_batch/${batchFiles.setUp} mrunner_beat_before= mrunner_stood=0 mrunner_tick=0
  while [ ! -e "$mrunner_done" ]; do
    if [ "$mrunner_asked" ]; then return 1; fi
    if command mkdir "$1" 2>/dev/null; then
      mrunner_once_here "$1"
      return
    fi
    if [ ! -d "$1" ]; then
      mrunner_tick=$((mrunner_tick + 1))
      if [ "$mrunner_tick" = 1 ]; then command mkdir -p "\${1%/*}"; fi
      if [ "$mrunner_tick" -gt 5 ]; then
        command printf 'cannot make %s\\n' "$1"
        return 1
      fi
    fi
    mrunner_beat=
    command read -r mrunner_beat 2>/dev/null <"$1/beat" || :
    if [ "$mrunner_beat" = "$mrunner_beat_before" ]; then mrunner_stood=$((mrunner_stood + 1)); else mrunner_stood=0; fi
    mrunner_beat_before=$mrunner_beat
    if [ "$mrunner_stood" -gt 60 ]; then
      command printf 'taking %s away from %s, which is gone\\n' "$1" "\${mrunner_beat:-its task}"
      command mv "$1" "$1.$mrunner_name" 2>/dev/null && command rm -rf "$1.$mrunner_name"
      mrunner_stood=0
    fi
    command sleep 1
  done
}
mrunner_once_here() { # lock, which is ours
  if [ -e "$mrunner_done" ]; then
    command rm -rf "$1"
    return 0
  fi
  if [ -e "$mrunner_done.failed.${patience}" ]; then
    command rm -rf "$1"
    command printf 'it failed in ${patience} tasks already: %s\\n' "$(command tail -n 1 "$mrunner_done.failed.${patience}")"
    return 1
  fi
  (
    mrunner_tick=0
    while command kill -0 "$mrunner_self" 2>/dev/null; do
      command printf '%s %s\\n' "$mrunner_name" "$mrunner_tick" >"$1/beat"
      mrunner_tick=$((mrunner_tick + 1))
      command sleep 5
    done
  ) </dev/null >/dev/null 2>&1 9>&- &
  mrunner_clocks=$!
  (mrunner_once_steps)
  mrunner_code=$?
  mrunner_stop_clocks
  if [ "$mrunner_code" = 0 ]; then
    command true >"$mrunner_done"
  elif [ ! "$mrunner_asked" ]; then
    mrunner_tick=1
    while [ -e "$mrunner_done.failed.$mrunner_tick" ]; do mrunner_tick=$((mrunner_tick + 1)); done
    command printf 'see the log of %s\\n' "$mrunner_name" >"$mrunner_done.failed.$mrunner_tick"
  fi
  command rm -rf "$1"
  return "$mrunner_code"
}`;
