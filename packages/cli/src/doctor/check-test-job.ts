import { type Context, pendingText } from '@mrunner/core';
import { type Place, runTestJob, type TestJob } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { askYesOrNo } from '../output/questions.ts';
import type { Finding } from './finding.ts';

/** Seconds that a job may wait for its start: longer queues say nothing about the context. */
const patience = 120;

/** Runs a job as the context's runs are, when somebody says yes. */
export async function checkTestJob(
  cli: Cli,
  place: Place,
  context: Context,
  { about, yes }: { readonly about: string; readonly yes: boolean },
): Promise<Finding> {
  const question = `Run a test job on ${context.name}, with its resources, for a few seconds?`;
  const mayRun = yes || (await askYesOrNo(cli, question));
  if (!mayRun) {
    const hint = mayRun === undefined ? `; add -y: mrun doctor ${context.name} -y` : '';
    return { state: 'note', about, text: `not run${hint}` };
  }
  let isInterrupted = false;
  const listenNoMore = cli.onInterrupt(() => {
    isInterrupted = true;
  });
  try {
    const job = await runTestJob(cli.host, place, context, {
      patience,
      isInterrupted: () => isInterrupted,
    });
    return { about, ...outcome(job, context) };
  } finally {
    listenNoMore();
  }
}

const outcome = (job: TestJob, context: Context): Omit<Finding, 'about'> => {
  const storage = `storage_dir ${context.storageDir}`;
  switch (job.kind) {
    case 'ran':
      return job.missingTools.length === 0
        ? { state: 'ok', text: `ran on ${job.node}, which shares ${storage}` }
        : {
            state: 'mend',
            text: `ran on ${job.node}, where these are missing: ${job.missingTools.join(', ')}`,
          };
    case 'unseen':
      return {
        state: 'mend',
        text: `ran on ${job.node}, which did not see what was written here: ${storage} is not on a disk that the machines share`,
      };
    case 'silent':
      return {
        state: 'mend',
        text: `ended without a sign (${job.state || 'unknown to Slurm'}): ${storage} may not be on a disk that the machines share`,
      };
    case 'waiting':
      return {
        state: 'note',
        text: `did not start within ${patience / 60} min (${pendingText(job.reason).text}) and was cancelled; nothing may be wrong`,
      };
    case 'refused':
      return { state: 'mend', text: job.text };
    case 'interrupted':
      return { state: 'note', text: 'cancelled' };
    case 'lost':
    case 'unreached':
      return { state: 'mend', text: `the connection was lost: ${job.text}` };
  }
};
