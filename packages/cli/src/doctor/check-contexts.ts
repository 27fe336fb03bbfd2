import { type ConfigFile, type Context, type Problem, problemText } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { readConfigs } from '../load/config-files.ts';
import { contextIn } from '../load/named-context.ts';
import { projectDirectoryOf } from '../select/project-directory.ts';
import { type ClusterFindings, checkCluster } from './check-cluster.ts';
import { checkKubernetesContext } from './check-kubernetes.ts';
import { checkWritable } from './check-writable.ts';
import type { Finding } from './finding.ts';

/** What of the command line the checks go by. */
export interface ContextWishes {
  /** The contexts that are named; none: all, without going to any cluster. */
  readonly targets: readonly string[];
  readonly config: string | undefined;
  readonly yes: boolean;
}

/** Checks the files of contexts, and the contexts that are named, else all of them. */
export async function checkContexts(
  cli: Cli,
  { targets: names, config, yes }: ContextWishes,
): Promise<ClusterFindings> {
  const configs = readConfigs(cli, projectDirectoryOf(cli), config);
  if (configs.problems.length > 0) return reached(configs.problems.map(findingOf('contexts')));
  const { project, user, builtIn } = configs;
  const known = [...new Set([project, user, builtIn].flatMap((file) => contextNames(file)))];
  const all: ClusterFindings[] = [];
  for (const name of names.length === 0 ? known : names) {
    const context = contextIn(cli, configs, name, '');
    if (!context.ok) all.push(reached(context.problems.map(findingOf(`context ${name}`))));
    else if (context.value.backend === 'slurm' && names.length > 0) {
      // One after the other: each may ask something.
      all.push(await checkCluster(cli, context.value, { yes }));
    } else if (context.value.backend === 'kubernetes' && names.length > 0) {
      all.push(await checkKubernetesContext(cli, context.value));
    } else all.push(reached([checkHere(cli, context.value)]));
  }
  return {
    findings: all.flatMap(({ findings }) => findings),
    isReached: all.every(({ isReached }) => isReached),
  };
}

const reached = (findings: readonly Finding[]): ClusterFindings => ({ findings, isReached: true });

const checkHere = (cli: Cli, { name, backend, storageDir }: Context): Finding => {
  const about = `context ${name}`;
  if (backend === 'local') return checkWritable(cli, about, storageDir);
  const where = backend === 'slurm' ? 'Slurm' : 'Kubernetes';
  const text = `on ${where}; check it: mrun doctor ${name}`;
  return { state: 'note', about, text };
};

const contextNames = (file: ConfigFile | undefined): readonly string[] =>
  file === undefined ? [] : [...file.contexts.keys()];

const findingOf =
  (about: string) =>
  (problem: Problem): Finding => ({ state: 'mend', about, text: problemText([problem]).trim() });
