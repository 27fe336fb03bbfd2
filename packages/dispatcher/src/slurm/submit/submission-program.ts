import { shellQuote } from '@mrunner/core';
import { batchFiles, workFiles } from '../../task/work-files.ts';

/** One call of sbatch. */
export interface SubmissionCall {
  readonly token: string;
  /** With `sbatch` itself. */
  readonly words: readonly string[];
}

/** Bytes of what sbatch says that are brought back. */
const mostText = 8192;

/**
 * The program that submits batches which are staged in a work directory, one call of sbatch after another. Each answer is kept there
 * before it is told, in a part named as the token: so it is not lost with the connection. It ends at the first call that fails: what
 * follows is not begun then.
 *
 * A batch is begun at most once, ever: by this program, or by who gives it up (`lookup-program.ts`).
 */
export const submissionProgram = (work: string, calls: readonly SubmissionCall[]): string =>
  [
    // Who asked may be gone: what was begun is finished, and its answers are kept.
    "trap '' HUP PIPE",
    `cd ${shellQuote(`${work}/${workFiles.batches}`)} || exit`,
    submitFunction,
    ...calls.map(
      ({ token, words }) => `mrunner_submit ${[token, ...words].map(shellQuote).join(' ')} || exit`,
    ),
  ].join('\n');

const { begun, begunBy, answer, answerErrors } = batchFiles;

const submitFunction = `mrunner_submit() {
  mrunner_token=$1
  shift
  if [ ! -d "$mrunner_token" ]; then mv ".$mrunner_token.tmp" "$mrunner_token" || return; fi
  mrunner_part "$mrunner_token"
  if ! mkdir "$mrunner_token/${begun}" 2>/dev/null; then
    echo taken
    return 1
  fi
  echo "$$ $(date +%s) $(uname -n)" >"$mrunner_token/${begunBy}"
  "$@" </dev/null >"$mrunner_token/${answer}.tmp" 2>"$mrunner_token/${answerErrors}"
  mrunner_code=$?
  printf '\\nrc=%s\\n' "$mrunner_code" >>"$mrunner_token/${answer}.tmp" &&
    mv "$mrunner_token/${answer}.tmp" "$mrunner_token/${answer}"
  tail -c ${mostText} "$mrunner_token/${answer}"
  mrunner_part "$mrunner_token.err"
  tail -c ${mostText} "$mrunner_token/${answerErrors}"
  return "$mrunner_code"
}`;

/** An answer of sbatch as it is kept. */
export interface KeptAnswer {
  readonly code: number;
  readonly stdout: string;
}

/** Reads a kept answer; undefined when it is not whole. */
export function parseAnswer(text: string): KeptAnswer | undefined {
  const found = /^([\s\S]*?)\n?rc=(\d+)\n?$/.exec(text);
  if (found === null) return undefined;
  return { code: Number(found[2]), stdout: found[1] ?? '' };
}
