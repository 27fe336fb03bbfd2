import { shellQuote } from '@mrunner/core';
import { exports } from './exports.ts';
import { deafTraps, settle } from './shell-state.ts';

/** Does the steps in the worker's own shell and puts it right again; the worker ends when one fails. */
export function setUpLines(
  steps: readonly string[],
  runSecrets: { readonly [name: string]: string },
): readonly string[] {
  if (steps.length === 0) return [];
  const words = Object.entries(runSecrets).map(
    ([name, value]) => [name, shellQuote(value)] as const,
  );
  return [
    ...words.flatMap(([name]) => keepOf(name)),
    ...exports(runSecrets),
    ...setUpFunction(steps),
    'mrunner_set_up </dev/null >&2 9>&-',
    'mrunner_code=$?',
    ...settle(deafTraps),
    'if [ "$mrunner_code" != 0 ]; then',
    `  command printf 'set-up-failed %s\\n' "$mrunner_code"`,
    '  exit 1',
    'fi',
    // `set -a` made it a variable of the runs.
    'unset mrunner_code',
    ...words.map(([name, word]) => takeBack(name, word)),
  ];
}

/** Defines a function, which does the steps until one fails. */
export const setUpFunction = (
  steps: readonly string[],
  name = 'mrunner_set_up',
): readonly string[] => [
  `${name}() {`,
  ...steps.map((step, i) => `eval ${shellQuote(step)}${i < steps.length - 1 ? ' &&' : ''}`),
  '}',
];

/** Keeps what a variable is before a run's secret of that name is lent to the set-up. */
export const keepOf = (name: string): readonly string[] => [
  `mrunner_had_${name}=\${${name}+x} mrunner_was_${name}=\${${name}-}`,
];

/**
 * Ends the loan of a run's secret, whose value is the shell word given, to the set-up; or notes that the set-up changed it:
 * then its value stands.
 */
export const takeBack = (name: string, word: string): string =>
  `if [ "\${${name}+x}\${${name}-}" != x${word} ]; then mrunner_changed_${name}=x
elif [ "$mrunner_had_${name}" ]; then command export ${name}="$mrunner_was_${name}"
else command unset ${name}; fi`;
