import { didYouMean } from '../problems/did-you-mean.ts';
import type { Problem } from '../problems/problem.ts';
import type { PythonFailure } from './python-answer.ts';
import type { PythonEnd } from './python-child.ts';
import { howToChoose, type PythonChoice } from './python-choice.ts';
import { specProblem } from './spec-problem.ts';

/** Names that are looked for when nobody says one. */
const usualNames = ['spec', 'specifications', 'experiments_list'];

/** What is wrong with a Python spec that gave no experiments, by what it said. */
export const failureProblem = (
  failure: PythonFailure,
  shown: string,
  specNames: readonly string[] | undefined,
  python: PythonChoice,
): Problem => {
  switch (failure.line) {
    case 'exports':
      return missingName(failure.names, shown, specNames);
    case 'threw':
      return thrown(failure.text, python);
    case 'exited':
      return exited(failure.code, failure.text);
    case 'old':
      return tooOld(failure.version, python);
  }
};

const missingName = (
  names: readonly string[],
  path: string,
  specNames: readonly string[] | undefined,
): Problem => {
  const wanted = specNames ?? usualNames;
  const suggestion = wanted.map((name) => didYouMean(name, names)).find((name) => name);
  const other = suggestion ?? names[0];
  const got = names.length === 0 ? 'nothing' : names.join(', ');
  return {
    ...specProblem(`expected something named ${eitherOf(wanted)}, got ${got}`, [
      other === undefined
        ? "For example: experiments_list = create_experiments_helper(…), or: spec = {'script': 'python train.py', 'grid': {'lr': [0.1, 0.2]}}"
        : `To use ${names.length === 1 ? 'it' : 'another one'}: --spec ${other}`,
    ]),
    path,
    // Nobody typed the usual names: of a single other one all is said.
    ...(suggestion !== undefined &&
      (specNames !== undefined || names.length > 1) && { suggestion }),
  };
};

const eitherOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

const thrown = (text: string, python: PythonChoice): Problem => {
  const isSyntax = /^(?:SyntaxError|IndentationError|TabError)\b/m.test(text);
  const isImport = /^(?:ModuleNotFoundError|ImportError)\b/m.test(text);
  return {
    ...specProblem(isSyntax ? 'the spec is not valid code' : 'the spec raised an error', [
      ...text.trimEnd().split('\n'),
      ...(isImport ? [`It was evaluated by ${pythonText(python)}.`, insteadOf(python)] : []),
    ]),
    kind: isSyntax ? 'syntax' : 'spec',
  };
};

const exited = (code: number | null, text: string | null): Problem =>
  specProblem(
    text === null
      ? `the spec stopped with exit code ${code ?? 0} before it gave its experiments`
      : 'the spec stopped before it gave its experiments',
    text === null ? undefined : text.split('\n'),
  );

/** The Python is too old for specs. */
export const tooOld = (version: string, python: PythonChoice): Problem =>
  specProblem(`expected Python 3.8 or newer for this spec, got ${version}: ${pythonText(python)}`, [
    insteadOf(python),
  ]);

/** It ended without having said anything. */
export const endProblem = ({ code, signal, failure }: PythonEnd, python: PythonChoice): Problem => {
  const what =
    failure !== undefined
      ? `could not be started: ${failure}`
      : signal === null
        ? `ended with exit code ${code} without giving experiments`
        : `was ended by ${signal}`;
  return specProblem(`the Python that evaluated the spec ${what}`, [
    `It was ${pythonText(python)}.`,
    ...(failure === undefined ? [] : [insteadOf(python)]),
  ]);
};

const insteadOf = ({ instead = howToChoose }: PythonChoice): string => instead;

const pythonText = ({ program, by }: PythonChoice): string => `${program} (${by})`;
