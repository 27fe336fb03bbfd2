import { accessSync, constants, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fail, ok, type Result } from '../problems/problem.ts';
import { specProblem } from './spec-problem.ts';

/** A Python, and by what it was chosen: `MRUNNER_PYTHON`, `python3 on PATH`. */
export interface PythonChoice {
  /** A path, or a name on PATH. */
  readonly program: string;
  readonly by: string;
  /** How to have another one; default: {@link howToChoose}. What is said works as long as this one is chosen. */
  readonly instead?: string;
}

type Environment = { readonly [name: string]: string | undefined };

/**
 * The Python that evaluates specs: the one that the caller wants, else that of the active virtual environment, of the active
 * conda environment, the one that MRUNNER_PYTHON names, `python3` or `python` on PATH.
 *
 * @param wanted such as the one that a context names
 */
export const choosePython = (
  wanted: PythonChoice | undefined,
  env: Environment,
): Result<PythonChoice> => {
  if (wanted !== undefined) return usable(wanted, env);
  for (const [variable, what] of environments) {
    const directory = env[variable];
    const program = join(directory ?? '', 'bin/python');
    if (directory && isProgram(program)) {
      return ok({ program, by: `${what}, ${variable}`, instead: insteadOfActive });
    }
  }
  const named = env.MRUNNER_PYTHON;
  if (named) return usable({ program: named, by: 'MRUNNER_PYTHON' }, env);
  for (const program of ['python3', 'python']) {
    const path = onPath(program, env);
    if (path !== undefined) return ok({ program: path, by: `${program} on PATH` });
  }
  return fail(
    specProblem(
      'expected a Python for this spec, got none: neither python3 nor python is on PATH',
      [howToChoose],
    ),
  );
};

/** How to name another Python, where none is named by a context or an active environment. */
export const howToChoose =
  'To choose one: activate its virtual environment, or MRUNNER_PYTHON=/path/to/python3, or python: in the context';

const insteadOfActive =
  'To choose another one: activate its environment, or python: in the context; the active one goes before MRUNNER_PYTHON';

const environments = [
  ['VIRTUAL_ENV', 'the active virtual environment'],
  ['CONDA_PREFIX', 'the active conda environment'],
] as const;

const usable = (choice: PythonChoice, env: Environment): Result<PythonChoice> => {
  const { program, by } = choice;
  const path = program.includes('/') ? resolve(program) : onPath(program, env);
  if (path !== undefined && isProgram(path)) return ok({ ...choice, program: path });
  const problem = program.includes('/') ? 'is no program' : 'is not on PATH';
  return fail(
    specProblem(`expected a Python for this spec, got ${program} (${by}), which ${problem}`, [
      choice.instead ?? howToChoose,
    ]),
  );
};

const onPath = (name: string, { PATH = '' }: Environment): string | undefined =>
  PATH.split(':')
    .map((directory) => resolve(directory, name))
    .find(isProgram);

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};
