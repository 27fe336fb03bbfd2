import { basename } from 'node:path';
import {
  type Context,
  checkConfig,
  distinctProblems,
  type EditedFile,
  mergeContext,
  type Problem,
  readConfig,
} from '@mrunner/core';
import { checkGpus, codeSourceOf, linkProblems, missingLinks } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { checkPython } from '../load/check-scripts.ts';
import { checkLocalContext } from '../load/check-start.ts';
import { gpuAsk } from '../load/gpu-needs.ts';

/** What is wrong with a text that is to take the place of a file. */
export interface WrittenProblems {
  /** What is wrong because of it. */
  readonly fresh: readonly Problem[];
  /** What was wrong before. */
  readonly left: readonly Problem[];
}

/**
 * What `mrun run` would say of the contexts of this machine that a text changes. What only the moment or a spec decides, such
 * as a secret that is not set in this terminal, is no reason not to write it.
 *
 * @param usable contexts that must be usable, changed or not
 */
export const checkWritten = async (
  cli: Cli,
  file: EditedFile,
  text: string,
  usable: readonly string[] = [],
): Promise<WrittenProblems> => {
  const checked = checkConfig(file, text, []);
  const fresh: Problem[] = [];
  const left: Problem[] = checked.ok ? [...checked.value.left] : [];
  const before = contextsIn(file, file.text, usable);
  for (const [name, now] of contextsIn(file, text, usable)) {
    const old = before.get(name);
    const mustWork = usable.includes(name);
    if (!mustWork && JSON.stringify(old) === JSON.stringify(now)) continue;
    const known = new Set((await problemsOf(cli, file, old)).map((each) => JSON.stringify(each)));
    for (const problem of await problemsOf(cli, file, now)) {
      const isKnown = !mustWork && known.has(JSON.stringify(problem));
      (isKnown ? left : fresh).push(problem);
    }
  }
  return { fresh: distinctProblems(fresh), left: distinctProblems(left) };
};

/** What `mrun run` checks of a context on this machine before it looks at what a spec asks for. */
const problemsOf = async (
  cli: Cli,
  file: EditedFile,
  context: Context | undefined,
): Promise<readonly Problem[]> => {
  if (context?.backend !== 'local') return [];
  const secrets = Object.fromEntries(context.setup.secrets.map((name) => [name, '']));
  const python = checkPython(cli, context);
  const gpus = await checkGpus(cli.host, [{ index: 0, asks: [gpuAsk(cli, context)] }]);
  const found: readonly Problem[] = [
    ...checkLocalContext(cli, context, secrets),
    ...(python === undefined ? [] : [python]),
    ...linksOf(cli, file, context),
    // They concern every run.
    ...gpus.map(({ indexes: _, ...problem }) => problem),
  ];
  const place = `contexts.${context.name}`;
  return found.map((problem) =>
    /^(?:contexts|secrets)\b/.test(problem.path)
      ? problem
      : { ...problem, path: `${place}.${problem.path}` },
  );
};

/** Links start from the project directory, which a file that is not in one does not know. */
const linksOf = (cli: Cli, file: EditedFile, context: Context): readonly Problem[] => {
  if (file.layer !== 'project' || basename(file.file) !== 'mrunner.yaml') return [];
  const source = codeSourceOf(file.directory, [context], { exclude: [], pathsToCopy: [] });
  return linkProblems(missingLinks(cli.host, source));
};

const contextsIn = (
  file: EditedFile,
  text: string,
  names: readonly string[],
): ReadonlyMap<string, Context> => {
  const read = readConfig(text, file);
  if (!read.ok) return new Map();
  const { sources, layer } = file;
  const merged = [...new Set([...names, ...read.value.file.contexts.keys()])].flatMap((name) => {
    const own = { ...sources, [layer]: read.value.file };
    const context = mergeContext({ name, path: name }, own);
    return context.ok ? [context.value.context] : [];
  });
  return new Map(merged.map((context) => [context.name, context]));
};
