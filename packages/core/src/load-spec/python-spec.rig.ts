import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onePython } from '../../test/pythons.ts';
import type { IndexedExperiment } from '../experiments/experiment.ts';
import { problemText } from '../problems/problem-text.ts';
import type { Parameters } from '../values/value.ts';
import { loadSpec } from './load-spec.ts';
import type { LoadedSpec, LoadSpecOptions } from './loaded-spec.ts';

/** A Python that is supported: that of PATH if it is. */
export const python = onePython();

/** The environment of the tests, without what chooses another Python. */
export const environment = (changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
  const { VIRTUAL_ENV: _, CONDA_PREFIX: __, MRUNNER_PYTHON: ___, ...env } = process.env;
  return { ...env, MRUNNER_PYTHON: python.path, ...changes };
};

/** What came of a spec. */
export interface Loaded {
  /** As they are shown; empty when there are none. */
  readonly problems: string;
  readonly experiments: readonly IndexedExperiment[];
  /** What was printed so far, beside the answer. */
  readonly printed: () => string;
  readonly loaded: LoadedSpec | undefined;
}

/** A directory with one spec, removed at the end. */
export interface PythonSpecRig extends Disposable {
  readonly directory: string;
  /** Where `load` writes specs. */
  readonly file: string;
  readonly load: (
    text: string,
    options?: Partial<LoadSpecOptions>,
    env?: NodeJS.ProcessEnv,
  ) => Promise<Loaded>;
}

export const pythonSpecRig = (): PythonSpecRig => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'mrunner-python-spec-')));
  const file = join(directory, 'sweep.py');
  return {
    directory,
    file,
    load: async (text, options = {}, env = environment()) => {
      writeFileSync(file, text);
      let printed = '';
      const writeError = (chunk: string): void => {
        printed += chunk;
      };
      const result = await loadSpec({ file, ...options }, { spawn, env, writeError });
      if (!result.ok) {
        const problems = problemText(result.problems).replaceAll(directory, '<dir>');
        return { problems, experiments: [], printed: () => printed, loaded: undefined };
      }
      const experiments = await Array.fromAsync(result.value.experiments);
      return { problems: '', experiments, printed: () => printed, loaded: result.value };
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
};

/** Indexes and parameters. */
export const parametersOf = ({ experiments }: Loaded): [number, Parameters][] =>
  experiments.map(({ index, experiment }) => [index, experiment.parameters]);

/** Whether a process is there and has not ended; on Linux. */
export const isAlive = (pid: number): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
