import type { Context } from '../contexts/context.ts';
import type { Problem } from '../problems/problem.ts';
import { slurmSettings } from './slurm-settings.ts';
import { isRemote } from './work-directory.ts';

/** What keeps runs from being submitted to Slurm in a context. */
export const slurmContextProblems = (context: Context): readonly Problem[] => [
  ...optionProblems(context),
  ...(context.code === 'in-place' && isRemote(context) ? [notThere(context)] : []),
];

const notThere = ({ name }: Context): Problem => ({
  kind: 'conflict',
  path: `contexts.${name}.code`,
  message: 'the files of this machine are not on the cluster, so runs there need a copy of them',
  details: ['take a snapshot: code: snapshot, or --code snapshot'],
});

/** Options of sbatch that mrunner gives itself, and what says the same to it. */
const ownOptions: ReadonlyMap<string, string> = new Map([
  ['--array', 'how many runs at a time: --parallel'],
  ['-a', 'how many runs at a time: --parallel'],
  ['--job-name', 'mrunner finds its jobs by their names'],
  ['-J', 'mrunner finds its jobs by their names'],
  ['--output', 'log_output_path'],
  ['-o', 'log_output_path'],
  ['--signal', 'warn_before'],
  ['--requeue', 'retries and retry_on: [timeout, preempted, node]'],
  ['--no-requeue', 'retries and retry_on'],
  ['--export', 'env, env_file and secrets'],
  ['--export-file', 'env, env_file and secrets'],
  ['--chdir', 'cwd of the spec'],
  ['-D', 'cwd of the spec'],
  ['--wait', 'mrun wait, or cmd_type: srun'],
  ['-W', 'mrun wait, or cmd_type: srun'],
  ['--wrap', 'script of the spec'],
  ['--test-only', 'mrun run -n'],
  ['--parsable', 'mrunner says it itself'],
  ['--open-mode', 'mrunner says it itself'],
]);

function optionProblems(context: Context): readonly Problem[] {
  return slurmSettings(context).sbatchOptions.flatMap((word) => {
    const [, option = ''] = /^(--[a-z-]+|-[a-zA-Z])/.exec(word) ?? [];
    const instead = ownOptions.get(option);
    if (instead === undefined) return [];
    const problem: Problem = {
      kind: 'conflict',
      path: `contexts.${context.name}.sbatch_options`,
      message: `mrunner itself says ${option} to sbatch`,
      details: [`instead of ${word}: ${instead}`],
    };
    return [problem];
  });
}
