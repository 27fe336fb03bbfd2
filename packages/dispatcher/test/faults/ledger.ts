import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What runs say of themselves, in a file that only they write. */
export interface LedgerLine {
  /** `alive`: what an earlier attempt of the same run left still lives. */
  readonly what: 'start' | 'end' | 'alive';
  readonly index: number;
  readonly attempt: number;
  readonly pid: number;
  /** Of `end`: with which code it is about to exit. */
  readonly code: number;
}

/** How a run ends: with a code; `flaky` and `saved` are 1 and 85 the first time that it comes so far, and 0 afterwards. */
export type RunCode = number | 'flaky' | 'saved';

/** A ledger, and the program of the runs that write it. */
export interface Ledger extends Disposable {
  /** Words that start a run: it lives for some seconds, or until a name is released, then exits with a code. */
  readonly run: (life: number | string, code: RunCode) => readonly string[];
  readonly release: (name: string) => void;
  readonly lines: () => readonly LedgerLine[];
}

/**
 * Each line is appended with one write. At the start of a further attempt the run looks for processes of the earlier
 * ones, by pid and environment.
 */
const runProgram = `
ledger=\${0%/*}/ledger
say() { echo "$1 $MRUNNER_RUN_INDEX $MRUNNER_ATTEMPT $2 $3" >>"$ledger"; }
if [ "$MRUNNER_ATTEMPT" != 1 ]; then
  while read -r what index attempt pid code; do
    [ "$index" = "$MRUNNER_RUN_INDEX" ] && [ "$attempt" != "$MRUNNER_ATTEMPT" ] && [ -e "/proc/$pid" ] || continue
    if tr '\\0' '\\n' <"/proc/$pid/environ" 2>/dev/null | grep -qx "MRUNNER_RUN_ID=$MRUNNER_RUN_ID"; then say alive "$pid" 0; fi
  done <"$ledger"
fi
say start $$ 0
case $1 in
  0) ;;
  [0-9]*) sleep "$1" ;;
  *) until [ -e "\${0%/*}/$1" ]; do sleep 0.02; done ;;
esac
code=$2
case $code in flaky | saved)
  if [ -e "$MRUNNER_EXP_DIR_PATH/came-far" ]; then code=0
  else
    : >"$MRUNNER_EXP_DIR_PATH/came-far"
    case $code in flaky) code=1 ;; *) code=85 ;; esac
  fi
esac
say end $$ "$code"
exit "$code"
`;

export function makeLedger(): Ledger {
  const dir = mkdtempSync(join(tmpdir(), 'mrunner-ledger-'));
  const program = join(dir, 'run.sh');
  const path = join(dir, 'ledger');
  writeFileSync(program, runProgram);
  writeFileSync(path, '');
  return {
    run: (life, code) => ['sh', program, String(life), String(code)],
    release: (name) => writeFileSync(join(dir, name), ''),
    lines: () => readFileSync(path, 'utf8').trimEnd().split('\n').filter(Boolean).map(parseLine),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}

function parseLine(line: string): LedgerLine {
  const [what, ...numbers] = line.split(' ');
  const [index = -1, attempt = -1, pid = -1, code = -1] = numbers.map(Number);
  if (what !== 'start' && what !== 'end' && what !== 'alive') {
    throw new Error(`no line of a ledger: ${line}`);
  }
  return { what, index, attempt, pid, code };
}
