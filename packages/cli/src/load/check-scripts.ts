import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import {
  behindExports,
  type Context,
  didYouMean,
  distinctProblems,
  exportsVariable,
  isPythonWord,
  isRemote,
  type Problem,
  type ScriptUse,
  scriptPython,
  withPython,
} from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { shownPath } from '../output/paths.ts';
import { isExecutable, isOnPath, namesIn, nearestOnPath } from './executables.ts';

/** Where the commands of a spec will be started. */
export interface ScriptPlace {
  readonly specDirectory: string;
  readonly projectDirectory: string;
  /** The context of a use; undefined when it could not be merged. */
  readonly contextOf: (use: ScriptUse) => Context | undefined;
}

/** What a command of mrun wants of the scripts: nothing, that there is one, or that it could be started. */
export type ScriptNeed = 'any' | 'given' | 'startable';

/** What would keep commands from starting; where that can't be known from here, only a warning. */
export interface ScriptFindings {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Checks that programs are found, and that the files handed to interpreters exist. In contexts on other machines, and
 * where a set-up may change what is found, the same findings are warnings.
 */
export const checkScripts = (
  cli: Cli,
  scripts: readonly ScriptUse[],
  need: ScriptNeed,
  place: ScriptPlace,
): ScriptFindings => {
  if (need === 'any') return { problems: [], warnings: [] };
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const manyScripts = new Set(scripts.map(({ script }) => JSON.stringify(script))).size > 1;
  for (const use of scripts) {
    const context = place.contextOf(use);
    const python = context && scriptPython(context);
    const found =
      use.script === null
        ? [noScript]
        : need === 'given'
          ? []
          : findings(cli, withPython(use.script, python), use.cwd, place, context);
    const isCertain =
      use.script === null ||
      context === undefined ||
      (runsAsItIs(context) && !exportsVariable(use.script, 'PATH'));
    const shown = found.map((finding) =>
      manyScripts ? { ...finding, indexes: [use.index] } : finding,
    );
    (isCertain ? problems : warnings).push(...shown);
  }
  // Composites and several contexts use one script more than once.
  return { problems: distinctProblems(problems), warnings: distinctProblems(warnings) };
};

const noScript: Problem = {
  kind: 'missing',
  path: 'script',
  message: 'expected a command to start, got none',
  details: ["For example: script: 'node train.ts'"],
};

/** Whether what is found here is what runs will find. */
const runsAsItIs = ({ backend, setup }: Context): boolean =>
  backend === 'local' &&
  setup.venv === undefined &&
  setup.conda === undefined &&
  !bringsPrograms(setup);

/** Whether programs may be found that are not to be found here. */
const bringsPrograms = (setup: Context['setup']): boolean =>
  setup.prologCommand !== undefined ||
  setup.setup !== undefined ||
  setup.modulesToLoad.length > 0 ||
  setup.env.PATH !== undefined;

/** What keeps the `python` of a context of this machine from starting; undefined where its set-up may bring it. */
export const checkPython = (cli: Cli, { python, setup }: Context): Problem | undefined => {
  if (python === undefined || bringsPrograms(setup)) return undefined;
  if (setup.venv !== undefined && python.startsWith(`${setup.venv}/`)) return undefined;
  const start = { directory: cli.cwd, specDirectory: cli.cwd, isProject: true };
  const problem = checkProgram(cli, python, start);
  return problem && { ...problem, path: 'python' };
};

const findings = (
  cli: Cli,
  command: readonly string[],
  ownDirectory: string | undefined,
  { specDirectory, projectDirectory }: ScriptPlace,
  context: Context | undefined,
): Problem[] => {
  const directory =
    ownDirectory === undefined ? projectDirectory : resolve(specDirectory, ownDirectory);
  if (cli.host.files.stat(directory)?.directory !== true) return [noDirectory(cli, directory)];
  const start = { directory, specDirectory, isProject: ownDirectory === undefined };
  const { words } = behindExports(command);
  const [word = ''] = words;
  const isKnown = context === undefined || !isFar(context);
  const program =
    bringsPython(context, word) || (isAbsolute(word) && !isKnown)
      ? undefined
      : checkProgram(cli, word, start);
  // Which programs are elsewhere nobody knows here. A name that is nearly one of here may be mistyped.
  const isIdle = !isKnown && !word.includes('/') && program?.suggestion === undefined;
  const file = fileOf(words);
  const argument =
    file === undefined || (isAbsolute(file) && !isKnown) ? undefined : checkFile(cli, file, start);
  return [isIdle ? undefined : program, argument].filter((problem) => problem !== undefined);
};

/** Whether runs see other files than those of this machine. */
const isFar = (context: Context): boolean => context.backend === 'kubernetes' || isRemote(context);

/** Whether the program is a Python that is found once the environment of the context is active. */
const bringsPython = (context: Context | undefined, program: string): boolean =>
  (context?.setup.venv !== undefined || context?.setup.conda !== undefined) &&
  isPythonWord(program);

/** Where one command starts. */
export interface CommandStart {
  readonly directory: string;
  readonly specDirectory: string;
  /** Whether that is the project directory, since the spec names no other. */
  readonly isProject: boolean;
}

/** A directory for the end of a sentence, where `.` and `..` would not be read. */
const directoryText = (cli: Cli, directory: string): string => {
  const shown = shownPath(cli, directory);
  return shown === '.' || shown === '..' ? directory : shown;
};

/** Says that commands can't start in a directory. */
export const noDirectory = (cli: Cli, directory: string): Problem => {
  const suggestion = didYouMean(basename(directory), namesIn(cli.host.files, dirname(directory)));
  return {
    kind: 'file',
    path: 'cwd',
    message: `the directory ${directoryText(cli, directory)} does not exist`,
    ...(suggestion !== undefined && { suggestion }),
  };
};

const checkProgram = (cli: Cli, word: string, start: CommandStart): Problem | undefined => {
  const { directory } = start;
  const { files } = cli.host;
  // A placeholder's value is only known for each run; `node` is the Node that runs mrun.
  if (hasPlaceholder(word) || word === 'node') return undefined;
  if (word.includes('/')) {
    const path = resolve(directory, word);
    if (isExecutable(files, path)) return undefined;
    const kind = files.stat(path);
    if (kind?.directory === true) return scriptProblem(`${word} is a directory`, {});
    return kind !== undefined
      ? scriptProblem(`${word} is not executable`, {
          details: [`chmod +x ${word}, or name its interpreter: ${interpreterOf(word)} ${word}`],
        })
      : checkFile(cli, word, start);
  }
  const searchPath = cli.env.PATH ?? '';
  if (isOnPath(files, word, searchPath)) return undefined;
  const message = `no program named ${word} is on PATH`;
  const details = adviceFor[word];
  if (details !== undefined) return scriptProblem(message, { details: [details] });
  const isHere = files.exists(resolve(directory, word));
  const suggestion = isHere
    ? isExecutable(files, resolve(directory, word))
      ? `./${word}`
      : `${interpreterOf(word)} ${word}`
    : nearestOnPath(files, word, searchPath);
  return scriptProblem(message, { suggestion });
};

/** What usually runs files of such a name. */
const interpreterOf = (file: string): string => {
  if (/\.py$/.test(file)) return 'python3';
  return /\.[cm]?[jt]s$/.test(file) ? 'node' : 'sh';
};

/** Programs that specs of the old tools start, and what there is instead of another spelling. */
const adviceFor: { readonly [word: string]: string } = {
  python: 'write python3, or let a context say what it means: python: python3',
  srun: 'it belongs to Slurm: plan this with a context of a cluster, or leave the word out here',
  mpiexec:
    'with_mpi puts it in front: install an MPI, or load it in the context: modules_to_load or prolog_cmd',
};

/** What is wrong with a file that a command names, when it does not exist. */
export const checkFile = (cli: Cli, word: string, start: CommandStart): Problem | undefined => {
  const { directory, specDirectory, isProject } = start;
  const path = resolve(directory, word);
  if (cli.host.files.exists(path)) return undefined;
  const besideSpec = resolve(specDirectory, word);
  if (besideSpec !== path && cli.host.files.stat(besideSpec)?.directory === false) {
    const place = `${isProject ? 'the project directory' : 'the cwd of the spec,'} ${directoryText(cli, directory)}`;
    return scriptProblem(`${word} is beside the spec, but commands start in ${place}`, {
      details: [
        `write in the spec  cwd: .  or instead of ${word}  ${relative(directory, besideSpec)}`,
      ],
    });
  }
  const near = didYouMean(basename(path), namesIn(cli.host.files, dirname(path)));
  const suggestion = near === undefined ? undefined : word.slice(0, -basename(path).length) + near;
  const where = directory === cli.cwd ? 'here' : `in ${directoryText(cli, directory)}`;
  return scriptProblem(`${word} does not exist ${where}`, { suggestion });
};

const scriptProblem = (
  message: string,
  { suggestion, details }: { suggestion?: string | undefined; details?: readonly string[] },
): Problem => ({
  kind: 'script',
  path: 'script',
  message,
  ...(suggestion !== undefined && { suggestion }),
  ...(details !== undefined && { details }),
});

const interpreter =
  /^(?:node|python[\d.]*|pypy[\d.]*|bash|sh|dash|zsh|fish|deno|bun|tsx|ts-node|ruby|perl|Rscript|julia|php|lua|octave)$/;

/** The file that an interpreter is told to run: the word behind it, when that looks like a file. */
export const fileOf = ([program = '', ...rest]: readonly string[]): string | undefined => {
  if (!interpreter.test(basename(program))) return undefined;
  const [first, second] = rest;
  const word = first === 'run' ? second : first;
  if (word === undefined || word.startsWith('-') || hasPlaceholder(word)) return undefined;
  return /\/|\.[A-Za-z]\w*$/.test(word) && !word.includes('://') ? word : undefined;
};

const hasPlaceholder = (word: string): boolean => word.includes('{');
