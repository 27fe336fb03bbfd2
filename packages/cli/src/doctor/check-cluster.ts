import type { Context, Problem } from '@mrunner/core';
import { clusterLimits, lookAround, type Place, placeOf } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { checkFarStorage } from './check-far-storage.ts';
import { checkSubmission } from './check-submission.ts';
import { checkTestJob } from './check-test-job.ts';
import { clusterText } from './cluster-text.ts';
import type { Finding } from './finding.ts';

/** What was found, and whether the cluster was reached at all. */
export interface ClusterFindings {
  readonly findings: readonly Finding[];
  readonly isReached: boolean;
}

interface Wishes {
  /** Whether a test job may run without a question. */
  readonly yes: boolean;
}

/** Checks a Slurm context step by step, up to a job that runs. Nothing is left there. */
export async function checkCluster(
  cli: Cli,
  context: Context,
  wishes: Wishes,
): Promise<ClusterFindings> {
  const asks = cli.stdin.isTerminal && cli.stderr.isTerminal;
  const place = placeOf(cli.host, context, { login: asks });
  const about = aboutOf(context);
  const look = await lookAround(cli.host, place, context);
  if (!look.ok) {
    return {
      findings: [toMend(about(place.isRemote ? 'ssh' : 'sh'), look.problems)],
      isReached: false,
    };
  }
  const { facts, missingTools, storage, testOnly, milliseconds } = look.value;
  const reached: readonly Finding[] = [
    ...(place.isRemote ? [reachedFinding(about('ssh'), place, milliseconds)] : []),
    toolsFinding(about('tools'), missingTools),
    checkFarStorage(about('storage'), storage),
  ];
  if (!facts.ok) {
    const isReached = facts.problems.every(({ kind }) => kind !== 'unreachable');
    return { findings: [...reached, toMend(about('slurm'), facts.problems)], isReached };
  }
  const limits = clusterLimits(facts.value, context, context.resources.partition);
  const submission = checkSubmission(about('submit'), context, facts.value, testOnly);
  const before: readonly Finding[] = [
    ...reached,
    { state: 'ok', about: about('slurm'), text: clusterText(facts.value) },
    ...clockFinding(about('clock'), facts.value.clockAhead),
    { state: 'ok', about: about('limits'), text: limitsText(limits) },
    submission,
  ];
  const jobAbout = about('test job');
  const isWrong = before.some(({ state }) => state === 'mend');
  const job: Finding = isWrong
    ? { state: 'note', about: jobAbout, text: 'not run before the rest is mended' }
    : await checkTestJob(cli, place, context, { about: jobAbout, yes: wishes.yes });
  return { findings: [...before, job], isReached: true };
}

const aboutOf =
  ({ name }: Context) =>
  (what: string): string =>
    `${name} ${what}`;

const toMend = (about: string, problems: readonly Problem[]): Finding => ({
  state: 'mend',
  about,
  text: problems.map(({ message, details = [] }) => [message, ...details].join('\n')).join('\n'),
});

const reachedFinding = (about: string, { title }: Place, milliseconds: number): Finding => ({
  state: 'ok',
  about,
  text: `${title} answers, in ${(milliseconds / 1000).toFixed(1)} s`,
});

const toolsFinding = (about: string, missing: readonly string[]): Finding =>
  missing.length === 0
    ? { state: 'ok', about, text: 'sh, coreutils and tar are there' }
    : { state: 'mend', about, text: `not found there: ${missing.join(', ')}; mrunner needs them` };

/** Seconds by which clocks may differ before somebody wonders. */
const clockSlack = 60;

const clockFinding = (about: string, ahead: number): readonly Finding[] => {
  if (Math.abs(ahead) <= clockSlack) return [];
  const direction = ahead > 0 ? 'ahead of' : 'behind';
  const text = `${Math.abs(ahead)} s ${direction} the one here: starts and ends of runs are shown by it`;
  return [{ state: 'note', about, text }];
};

const limitsText = ({
  maxArraySize,
  maxArrayTasks = Infinity,
  submit,
}: ReturnType<typeof clusterLimits>): string => {
  const arrays = `${Math.min(maxArraySize, maxArrayTasks)} runs in one array`;
  return submit === undefined ? arrays : `${arrays}, ${submit} of your jobs at once`;
};
