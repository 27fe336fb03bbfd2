import { isOutOfMemory } from './out-of-memory.ts';
import { exitCodes } from './run-files.ts';
import type { Reason } from './run-state.ts';
import { signalOfCode } from './signal-names.ts';

/**
 * An exit code in words, for people: what the code alone says.
 *
 * @example exitText(137) === 'exit 137 (killed by SIGKILL)'
 */
export function exitText(code: number): string {
  const meaning = exitMeaning(code);
  return meaning === undefined ? `exit ${code}` : `exit ${code} (${meaning})`;
}

/** What an exit code says beyond success or failure, if anything. */
export function exitMeaning(code: number): string | undefined {
  const signal = signalOfCode(code);
  if (signal !== undefined) return signalMeanings[signal] ?? `killed by ${signal}`;
  return codeMeanings[code];
}

/**
 * Why a run is in its state, on one line for a table: `exit 1: RangeError: Invalid array length`. Empty without a reason.
 */
export function reasonText(reason: Reason | null): string {
  if (reason === null) return '';
  const head = headOf(reason);
  if (reason.text === '' || reason.text === head) return head;
  if (reason.kind === 'oom' && isOutOfMemory(reason.text)) return reason.text;
  return `${head}: ${reason.text}`;
}

function headOf(reason: Reason): string {
  if (reason.kind === 'exit') return `exit ${reason.code ?? '?'}`;
  if (reason.kind === 'signal') return exitMeaning(reason.code ?? 0) ?? 'signal';
  if (reason.kind === 'oom') return 'out of memory';
  return reason.kind;
}

const codeMeanings: { readonly [code: number]: string } = {
  0: 'success',
  [exitCodes.usage]: 'wrong usage or set-up',
  [exitCodes.interrupted]: 'interrupted and saved: start it again',
  126: 'found, but could not be executed',
  127: 'command not found',
};

const signalMeanings: { readonly [signal: string]: string } = {
  SIGSEGV: 'segmentation fault, killed by SIGSEGV',
  SIGABRT: 'aborted, killed by SIGABRT',
  SIGXCPU: 'CPU time limit, killed by SIGXCPU',
  SIGXFSZ: 'file size limit, killed by SIGXFSZ',
};
