import { type ConfigFile, type Problem, problemText } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { readConfigs } from '../load/config-files.ts';
import { contextIn } from '../load/named-context.ts';
import { projectDirectoryOf } from '../select/project-directory.ts';
import { checkWritable } from './check-writable.ts';
import type { Finding } from './finding.ts';

/** Checks the files of contexts, and the contexts that are named, else all of them. */
export const checkContexts = (
  cli: Cli,
  names: readonly string[],
  config: string | undefined,
): readonly Finding[] => {
  const configs = readConfigs(cli, projectDirectoryOf(cli), config);
  if (configs.problems.length > 0) return configs.problems.map(problemFinding);
  const { project, user, builtIn } = configs;
  const known = [...new Set([project, user, builtIn].flatMap((file) => contextNames(file)))];
  return (names.length === 0 ? known : names).flatMap((name) => {
    const merged = contextIn(cli, configs, name, 'doctor');
    const about = `context ${name}`;
    if (!merged.ok) return merged.problems.map((problem) => problemFinding(problem));
    const { backend, storageDir } = merged.value;
    if (backend === 'local') return [checkWritable(cli, about, storageDir)];
    const text = `${backend}: mrun plan works, mrun run starts local contexts alone`;
    return [{ state: 'note' as const, about, text }];
  });
};

const contextNames = (file: ConfigFile | undefined): readonly string[] =>
  file === undefined ? [] : [...file.contexts.keys()];

const problemFinding = (problem: Problem): Finding => ({
  state: 'mend',
  about: 'contexts',
  text: problemText([problem]).trim(),
});
