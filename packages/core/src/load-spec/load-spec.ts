import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { didYouMean } from '../problems/did-you-mean.ts';
import type { Problem } from '../problems/problem.ts';
import { loadDataSpec } from './data-spec.ts';
import { type LoadSpecOptions, type SpecResult, unusable } from './loaded-spec.ts';
import { runPythonSpec } from './python-spec.ts';
import { runSpecProcess, type SpecEffects } from './run-spec-process.ts';
import { specProblem } from './spec-problem.ts';

const codeEndings = ['.ts', '.mts', '.js', '.mjs', '.cjs'];
const pythonEnding = '.py';
const dataEndings = ['.yaml', '.yml', '.json'];

/** Seconds a spec may take when nobody says otherwise. */
const usualTimeout = 30;

/**
 * Loads a spec file: evaluates it, selects, and checks every selected experiment. All problems come together; a spec that
 * throws, has no such export, gives nothing or never ends is a problem too. Code runs in a process of its own, its console
 * output goes to standard error.
 *
 * @example
 * const loaded = await loadSpec({ file: 'spec.ts' }, { spawn, env: process.env });
 * if (loaded.ok) for await (const { index, experiment } of loaded.value.experiments) console.log(index, experiment.name);
 */
export const loadSpec = async (
  { file, specName, only, selection = {}, set = [], timeout, python }: LoadSpecOptions,
  effects: SpecEffects,
): Promise<SpecResult> => {
  const path = resolve(file);
  const missing = await missingFile(path, file);
  if (missing !== undefined) return unusable(missing);
  const ending = extname(path);
  const specNames = typeof specName === 'string' ? [specName] : specName;
  const order = {
    defaultName: basename(path, ending),
    selection:
      only === undefined
        ? selection
        : { ...selection, only: only.map((index) => [index, index] as const) },
    set,
  };
  if (dataEndings.includes(ending)) {
    return loadDataSpec(await readFile(path, 'utf8'), file, { ...order, specNames });
  }
  const limit = timeout ?? (Number(effects.env.MRUNNER_SPEC_TIMEOUT) || usualTimeout);
  if (ending === pythonEnding) {
    return runPythonSpec(
      path,
      { ...order, shown: file, specNames, python, timeout: limit },
      effects,
    );
  }
  if (codeEndings.includes(ending)) {
    return runSpecProcess(path, { ...order, specNames: specNames ?? ['spec'] }, limit, effects);
  }
  return unusable({
    ...specProblem(
      `expected a spec that ends in ${[...codeEndings, pythonEnding, ...dataEndings].join(' ')}, got ${basename(path)}`,
    ),
    path: file,
  });
};

const missingFile = async (path: string, file: string): Promise<Problem | undefined> => {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return undefined;
  const names = await readdir(dirname(path)).catch(() => []);
  const suggestion = didYouMean(
    basename(path),
    names.filter((name) => name !== basename(path)),
  );
  return {
    kind: 'file',
    path: file,
    message: found === undefined ? 'there is no such file' : 'expected a file, got a directory',
    ...(suggestion !== undefined && {
      suggestion: file.slice(0, -basename(path).length) + suggestion,
    }),
  };
};
