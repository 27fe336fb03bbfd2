import { basename } from 'node:path';
import {
  arraysTitles,
  arraysWords,
  type BatchStatus,
  cancelBatchWords,
  paceWords,
  scancelCalls,
  shellQuote,
  taskRanges,
  throttleWords,
} from '@mrunner/core';
import type { CancelTarget } from '../../cluster/steer/cancel-targets.ts';
import type { Steering } from '../../cluster/steer/steering.ts';
import { batchFiles, workFiles } from '../../task/work-files.ts';

/** Its exit code when Slurm did not answer, and the files could not be written. */
export const steerCodes = { silent: 75, unwritable: 73 } as const;

/**
 * The program that carries out wishes. First it leaves files for the workers, so that what starts meanwhile hears of them; then it asks
 * Slurm. What Slurm's commands complain about is in the part `complaints`.
 */
export function steerProgram(work: string, steering: Steering): string {
  const { cancels, paced, pace, inSpite, throttles } = steering;
  const marks = [...cancels.flatMap(cancelMarks), ...paced.map((batch) => paceMark(batch, pace))];
  const calls = [
    ...cancels.flatMap(cancelCalls),
    ...paced.map((batch) => paceCall(batch, pace, inSpite)),
    ...throttles.map(throttleCall),
  ];
  return [
    // Who asked may be gone: what was begun is finished.
    "trap '' HUP PIPE",
    functions,
    // Of a work directory that is gone no worker reads anything.
    `if cd ${shellQuote(`${work}/${workFiles.batches}`)} 2>/dev/null; then`,
    ':',
    ...marks.map((mark) => `${mark} || exit ${steerCodes.unwritable}`),
    'fi',
    ...askForArrays(cancels),
    'mrunner_part complaints',
    '{',
    ':',
    ...calls,
    '} </dev/null 2>&1 >/dev/null',
    'exit 0',
  ].join('\n');
}

const functions = `mrunner_mark() { if [ -d "$1" ]; then : >"$1/$2"; fi; }
mrunner_unmark() { rm -f "$1/$2"; }
mrunner_cancel() {
  if [ ! -d "$1" ]; then return 0; fi
  mkdir -p "$1/${batchFiles.cancel}" || return
  mrunner_index=$2
  while [ "$mrunner_index" -le "$3" ]; do
    : >"$1/${batchFiles.cancel}/$mrunner_index" || return
    mrunner_index=$((mrunner_index + 1))
  done
}
mrunner_held_back() ( # whether canaries are still to be found well
  mrunner_wanted=0
  for mrunner_file in */${batchFiles.order}; do
    while read -r mrunner_line; do
      case $mrunner_line in mrunner_canary=[1-9]*) mrunner_wanted=\${mrunner_line#*=} ;; esac
    done 2>/dev/null <"$mrunner_file"
  done
  set -- ${basename(workFiles.canaries)}/*
  if [ ! -e "$1" ]; then shift; fi
  [ "$#" -lt "$mrunner_wanted" ]
)
mrunner_tasks() ( # of a batch with several runs in each, for so many runs at a time
  mrunner_slots=1
  if [ -r "$1/${batchFiles.order}" ]; then . "./$1/${batchFiles.order}"; fi
  mrunner_count=$(($2 / mrunner_slots))
  if [ "$mrunner_count" -lt 1 ]; then mrunner_count=1; fi
  echo "$mrunner_count"
)
mrunner_is_ours() {
  case "
$mrunner_arrays
" in *"
$1
"*) ;; *) return 1 ;; esac
}`;

/** `stop`: nothing of it starts any more. A run in `cancel`: nothing of that run. */
const cancelMarks = ({ batch: { token }, isWhole, runs }: CancelTarget): readonly string[] =>
  isWhole
    ? [`mrunner_mark ${token} ${batchFiles.stop}`]
    : taskRanges(runs)
        .split(',')
        .map((range) => {
          const [first, last = first] = range.split('-');
          return `mrunner_cancel ${token} ${first} ${last}`;
        });

const paceMark = ({ token }: BatchStatus, pace: Steering['pace']): string =>
  `${pace === 'pause' ? 'mrunner_mark' : 'mrunner_unmark'} ${token} ${batchFiles.pause}`;

/** Some tasks of an array are named by its id, and an id may be another's after a cluster lost its memory: it must go by our token. */
function askForArrays(cancels: readonly CancelTarget[]): readonly string[] {
  const parts = cancels.filter(({ isWhole, tasks }) => !isWhole && tasks.length > 0);
  const byCluster = Map.groupBy(parts, ({ batch }) => batch.cluster);
  return [...byCluster].flatMap(([cluster, some]) => {
    const tokens = some.map(({ batch }) => batch.token);
    return [
      `mrunner_answer=$(${lineOf(arraysWords(tokens, cluster))} </dev/null) || exit ${steerCodes.silent}`,
      `case $mrunner_answer in *'${arraysTitles}'*) ;; *) echo "squeue: $mrunner_answer" >&2; exit ${steerCodes.silent} ;; esac`,
      'mrunner_arrays="$mrunner_arrays\n$mrunner_answer"',
    ];
  });
}

function cancelCalls({ batch, isWhole, tasks }: CancelTarget): readonly string[] {
  if (isWhole) return [lineOf(cancelBatchWords(batch))];
  const { token, job, cluster } = batch;
  if (job === undefined || tasks.length === 0) return [];
  const calls = scancelCalls([{ job, tasks, ...(cluster !== undefined && { cluster }) }]);
  return [`if mrunner_is_ours ${shellQuote(`${token}|${job}`)}; then`, ...calls.map(lineOf), 'fi'];
}

/** What waits for canaries is released by who finds them well. */
const paceCall = (
  batch: BatchStatus,
  pace: Steering['pace'],
  inSpite: Steering['inSpite'],
): string => {
  const call = lineOf(paceWords(pace === 'pause' ? 'hold' : 'release', batch));
  if (pace === 'pause' || !batch.isHeld || inSpite) return call;
  return `if ! mrunner_held_back ${batch.token}; then ${call}; fi`;
};

function throttleCall({ batch, runs }: Steering['throttles'][number]): string {
  if (!batch.isPacked || runs === 0) return lineOf(throttleWords(batch, runs));
  const words = throttleWords(batch, '').map(shellQuote);
  return `${words.join(' ')}"$(mrunner_tasks ${batch.token} ${runs})"`;
}

const lineOf = (words: readonly string[]): string => words.map(shellQuote).join(' ');
