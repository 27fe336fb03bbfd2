import { basename } from 'node:path';
import { behindExports, fail, ok, type Problem, type Result } from '@mrunner/core';

/** Which debugger to start a command under. */
export interface DebuggerFlags {
  readonly inspectBrk: boolean;
  /** Port. */
  readonly debugpy: number | undefined;
  readonly pdb: boolean;
}

const node = /^(?:node|nodejs|tsx|ts-node|bun|deno)$/;
const python = /^(?:python|pypy)[\d.]*$/;

/**
 * A command under a debugger. The interpreter may stand behind other words, such as `srun` or `uv run`.
 *
 * @example withDebugger(['node', 'train.ts'], { inspectBrk: true, … }) // ['node', '--inspect-brk', 'train.ts']
 */
export const withDebugger = (
  words: readonly string[],
  { inspectBrk, debugpy, pdb }: DebuggerFlags,
): Result<readonly string[]> => {
  const wanted = [
    ...(inspectBrk ? ['--inspect-brk'] : []),
    ...(debugpy === undefined ? [] : ['--debugpy']),
    ...(pdb ? ['--pdb'] : []),
  ];
  if (wanted.length > 1) return fail(onlyOne(wanted));
  if (inspectBrk) return behind(words, node, 'Node', '--inspect-brk', ['--inspect-brk']);
  if (debugpy !== undefined) {
    const module = ['-m', 'debugpy', '--listen', String(debugpy), '--wait-for-client'];
    return behind(words, python, 'Python', '--debugpy', module);
  }
  return pdb ? behind(words, python, 'Python', '--pdb', ['-m', 'pdb']) : ok(words);
};

/** Whether a command starts Python, perhaps behind other words. */
export const startsPython = (words: readonly string[]): boolean =>
  words.some((word) => python.test(basename(word)));

const behind = (
  words: readonly string[],
  interpreter: RegExp,
  language: string,
  flag: string,
  added: readonly string[],
): Result<readonly string[]> => {
  const position = words.findIndex((word) => interpreter.test(basename(word)));
  if (position === -1)
    return fail(wrongLanguage(flag, language, behindExports(words).words[0] ?? ''));
  const place = language === 'Python' ? behindOwnFlags(words, position + 1) : position + 1;
  return ok([...words.slice(0, place), ...added, ...words.slice(place)]);
};

/** Python's own flags, such as `-u` and `-X dev`, stay before the module of the debugger. */
const behindOwnFlags = (words: readonly string[], start: number): number => {
  let place = start;
  while (/^-[^mc]/.test(words[place] ?? '')) place += /^-[WX]$/.test(words[place] ?? '') ? 2 : 1;
  return place;
};

const onlyOne = (flags: readonly string[]): Problem => ({
  kind: 'conflict',
  path: flags.join(' '),
  message: 'expected one debugger',
});

const wrongLanguage = (flag: string, language: string, program: string): Problem => ({
  kind: 'conflict',
  path: flag,
  message: `it is for ${language}, and the command starts ${program}`,
  details: [
    flag === '--inspect-brk' ? 'For Python: --debugpy PORT, or --pdb' : 'For Node: --inspect-brk',
  ],
});
