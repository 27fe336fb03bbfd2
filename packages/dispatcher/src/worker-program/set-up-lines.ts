import { shellQuote } from '@mrunner/core';
import { exports } from './exports.ts';
import { settle } from './shell-state.ts';

/** The set-up of a worker. */
export interface WorkerSetUp {
  /** Shell text of its steps; all must succeed. */
  readonly setUp: readonly string[];
  /** Secrets of single runs. The set-up has them too, and what it changes of them stays; see `RunToStart.secrets`. */
  readonly runSecrets?: { readonly [name: string]: string };
}

/** Does the steps in the worker's own shell and puts it right again; the worker ends when one fails. */
export function setUpLines({ setUp, runSecrets = {} }: WorkerSetUp): readonly string[] {
  if (setUp.length === 0) return [];
  const lent = Object.keys(runSecrets);
  return [
    ...lent.map((name) => `mrunner_had_${name}=\${${name}+x} mrunner_was_${name}=\${${name}-}`),
    ...exports(runSecrets),
    'mrunner_set_up() {',
    ...setUp.map((step, i) => `eval ${shellQuote(step)}${i < setUp.length - 1 ? ' &&' : ''}`),
    '}',
    'mrunner_set_up </dev/null >&2 9>&-',
    'mrunner_code=$?',
    ...settle,
    'if [ "$mrunner_code" != 0 ]; then',
    `  command printf 'set-up-failed %s\\n' "$mrunner_code"`,
    '  exit 1',
    'fi',
    // `set -a` made it a variable of the runs.
    'unset mrunner_code',
    ...Object.entries(runSecrets).map(([name, value]) => takeBack(name, value)),
  ];
}

/** Ends the loan of a run's secret to the set-up, or notes that the set-up changed it: then its value stands. */
const takeBack = (name: string, value: string): string =>
  `if [ "\${${name}+x}\${${name}-}" != ${shellQuote(`x${value}`)} ]; then mrunner_changed_${name}=x
elif [ "$mrunner_had_${name}" ]; then command export ${name}="$mrunner_was_${name}"
else command unset ${name}; fi`;
