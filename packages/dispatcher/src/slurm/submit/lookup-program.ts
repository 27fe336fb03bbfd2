import { shellQuote } from '@mrunner/core';
import { batchFiles, workFiles } from '../../task/work-files.ts';

const { begun, begunBy, answer, answerErrors, owner, stop } = batchFiles;

/** Bytes of what sbatch said that are brought back. */
const mostText = 8192;

/**
 * The program that finds out what became of batches that were to be submitted. Of each it tells, in parts: `<token>`, one
 * word and perhaps numbers (see `BegunState`); `<token>.answer`, `<token>.err` and `<token>.owner`, what was kept. A batch that nobody
 * began is taken away from whoever might still want to submit it: it never will be. Last, in a part `queue`, what `queue` prints.
 *
 * @param queue words that ask Slurm for the jobs of all these batches
 */
export const lookupProgram = (
  work: string,
  tokens: readonly string[],
  queue: readonly string[],
): string =>
  [
    // Who submits may have ended before anything was there.
    `mkdir -p ${batchesOf(work)} && cd ${batchesOf(work)} || exit`,
    lookFunction,
    ...tokens.map((token) => `mrunner_look ${shellQuote(token)}`),
    // After the files: an array that is submitted meanwhile is in the queue, or has its answer next time.
    'mrunner_part queue',
    // Or long lists of tasks are cut off.
    'SLURM_BITSTR_LEN=0; export SLURM_BITSTR_LEN',
    `${queue.map(shellQuote).join(' ')} </dev/null`,
  ].join('\n');

const batchesOf = (work: string): string => shellQuote(`${work}/${workFiles.batches}`);

const lookFunction = `mrunner_look() {
  mrunner_part "$1"
  mkdir -p "$1" || return
  if mkdir "$1/${begun}" 2>/dev/null; then
    : >"$1/${begun}/free"
    rm -rf ".$1.tmp"
  fi
  if [ -e "$1/${begun}/free" ]; then
    echo free
    return
  fi
  if [ ! -e "$1/${begun}" ]; then
    echo unreadable
    return
  fi
  mrunner_pid= mrunner_since= mrunner_host=
  if [ -r "$1/${begunBy}" ]; then read -r mrunner_pid mrunner_since mrunner_host <"$1/${begunBy}"; fi
  mrunner_life=unknown
  if [ "$mrunner_pid" ] && [ "$mrunner_host" = "$(uname -n)" ]; then
    if kill -0 "$mrunner_pid" 2>/dev/null; then mrunner_life=alive; else mrunner_life=gone; fi
  fi
  echo "begun $mrunner_life $(date +%s) \${mrunner_since:-0}"
  for mrunner_file in ${answer} ${owner}; do
    mrunner_part "$1.$mrunner_file"
    if [ -r "$1/$mrunner_file" ]; then tail -c ${mostText} "$1/$mrunner_file"; fi
  done
  mrunner_part "$1.err"
  if [ -r "$1/${answerErrors}" ]; then tail -c ${mostText} "$1/${answerErrors}"; fi
}`;

/**
 * The program that gives up batches of which sbatch was called and no job can be found. If one turns up after all, its
 * tasks start nothing. In a part for each token, it tells who owns it after that: then it was submitted.
 */
export const giveUpProgram = (work: string, tokens: readonly string[]): string =>
  [
    `cd ${batchesOf(work)} || exit`,
    ...tokens.map(
      (token) =>
        `echo lost >${token}/${stop} || exit
mrunner_part ${token}
if [ -r ${token}/${owner} ]; then cat ${token}/${owner}; fi`,
    ),
  ].join('\n');

/** What the files say of a batch. */
export type BegunState =
  /** Nobody began to submit it, and nobody ever will. */
  | { readonly kind: 'free' }
  | {
      readonly kind: 'begun';
      /** Whether the shell that began lives: it can be asked on its own host only. */
      readonly shell: 'alive' | 'gone' | 'unknown';
      /** Seconds since it began, by the clock there; undefined when it did not say. */
      readonly age: number | undefined;
    }
  /** Nothing can be said. */
  | { readonly kind: 'unknown' };

/** Reads the part of a token. */
export function parseBegunState(text: string): BegunState {
  const [word, shell, now, since] = text.trim().split(' ');
  if (word === 'free') return { kind: 'free' };
  if (word !== 'begun') return { kind: 'unknown' };
  const isKnown = shell === 'alive' || shell === 'gone';
  const age = Number(now) - Number(since);
  return {
    kind: 'begun',
    shell: isKnown ? shell : 'unknown',
    age: Number(since) > 0 && Number.isFinite(age) ? age : undefined,
  };
}
