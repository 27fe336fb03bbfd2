import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runVariables } from '@mrunner/core/run-files';
import type { Parameters } from '@mrunner/core/values';
import { scriptName } from './command-line.ts';
import type { Host } from './host.ts';
import { type NeptuneContextFile, readNeptuneContext } from './neptune-context-file.ts';
import { problemsText, type SetUpProblem } from './set-up-problem.ts';
import type { SpecChoice, Start } from './start-mode.ts';

/** The parameters as they were found, before `--set` and the schema. */
export interface ParameterSource {
  readonly parameters: Parameters;
  /** Where they are from, for messages: a file as it was given. Empty: from nowhere. */
  readonly from: string;
  readonly neptune: NeptuneContextFile | null;
}

/** The source, or the whole text for the person who started the script wrongly. */
export type SourceOutcome =
  | { readonly ok: true; readonly source: ParameterSource }
  | { readonly ok: false; readonly message: string };

/** Reads the parameters from where the start says. The readers of YAML and of specs are loaded only when needed. */
export const readParameterSource = async (
  start: Exclude<Start, { mode: 'nothing' }>,
  host: Host,
): Promise<SourceOutcome> => {
  switch (start.mode) {
    case 'neptune':
      return fromNeptune(start.contextFile, host);
    case 'debug':
      return start.spec ? fromSpec(start.spec, host) : found({}, '');
    case 'yaml':
      return fromYaml(start.file, host);
    case 'direct':
      return found({}, '');
  }
};

const fromNeptune = (file: string | undefined, host: Host): SourceOutcome => {
  if (file === undefined) {
    return refused(host, {
      path: runVariables.neptuneContext,
      message: `is not set, although ${runVariables.underNeptune} is on: expected the path of context.json`,
      details: [`by hand, start it without ${runVariables.underNeptune}`],
    });
  }
  const read = readNeptuneContext(resolve(host.cwd, file));
  return read.problem
    ? refused(host, read.problem)
    : found(read.context.params, file, read.context);
};

const fromYaml = async (file: string, host: Host): Promise<SourceOutcome> => {
  let text: string;
  try {
    text = readFileSync(resolve(host.cwd, file), 'utf8');
  } catch (error) {
    return refused(host, { path: file, message: readFailure(error as NodeJS.ErrnoException) });
  }
  const { parseNeptuneYaml } = await import('@mrunner/core/neptune-yaml');
  const read = parseNeptuneYaml(text, file);
  if (read.ok) return found(read.value.parameters, file);
  return refused(
    host,
    ...read.problems.map(({ path, position, ...problem }) => ({
      ...problem,
      path: position ? `${position.file}:${position.line}:${position.column}` : path || file,
      message: position && path ? `${path}: ${problem.message}` : problem.message,
    })),
  );
};

const fromSpec = async (
  { file, name, index: wanted = 0 }: SpecChoice,
  host: Host,
): Promise<SourceOutcome> => {
  const [{ loadSpec, problemText }, { spawn }] = await Promise.all([
    import('@mrunner/core/load-spec'),
    import('node:child_process'),
  ]);
  const path = resolve(host.cwd, file);
  const loaded = await loadSpec(
    {
      // As it was typed, for messages.
      file: path === resolve(file) ? file : path,
      ...(name !== undefined && { specName: name }),
      only: [wanted],
    },
    { spawn, env: host.env },
  );
  if (!loaded.ok) {
    // The index of `--index` is a selection to the loader.
    const problems = loaded.problems.map((problem) =>
      problem.path === '--only' ? { ...problem, path: '--index' } : problem,
    );
    return problems.some(({ position }) => position !== undefined)
      ? { ok: false, message: `${unreadable(host)}\n\n${problemText(problems)}` }
      : refused(host, ...problems.map(asSentence));
  }
  try {
    // The other members of its composite come along.
    for await (const { index, experiment } of loaded.value.experiments) {
      if (index === wanted) return found(experiment.parameters, file);
    }
  } finally {
    loaded.value.close();
  }
  return refused(host, {
    path: file,
    message: `has no experiment ${wanted}: it gives ${loaded.value.specCount}, counted from 0`,
  });
};

/** Of what has a suggestion: a message that ends, as another sentence follows. */
const asSentence = (problem: SetUpProblem): SetUpProblem =>
  problem.suggestion === undefined ? problem : { ...problem, message: `${problem.message}.` };

const found = (
  parameters: Parameters,
  from: string,
  neptune: NeptuneContextFile | null = null,
): SourceOutcome => ({ ok: true, source: { parameters, from, neptune } });

const refused = (host: Host, ...problems: SetUpProblem[]): SourceOutcome => ({
  ok: false,
  message: problemsText(unreadable(host), problems),
});

const unreadable = (host: Host): string => `${scriptName(host)} could not read its parameters`;

const readFailure = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ENOENT' ? 'there is no such file' : `could not be read: ${message}`;
