import {
  type Context,
  sbatchAnswer,
  sbatchWords,
  shellCommand,
  shellQuote,
  workStorage,
} from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { Place, PlaceAnswer } from '../../place/place.ts';

/** What became of a test job. It, and its files, are gone then. */
export type TestJob =
  /** It ran, and its machine and the one that was asked see the same files. */
  | { readonly kind: 'ran'; readonly node: string; readonly missingTools: readonly string[] }
  /** It ran, and saw nothing of what was written for it. */
  | { readonly kind: 'unseen'; readonly node: string }
  /** It ended, and nothing of what it wrote arrived. */
  | { readonly kind: 'silent'; readonly state: string }
  /** Patience ended before it started. */
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'interrupted' }
  | Exclude<PlaceAnswer, { kind: 'done' }>;

export interface TestJobOptions {
  /** Seconds for the job to start and end. */
  readonly patience: number;
  readonly isInterrupted: () => boolean;
  /** Seconds in which what a job wrote shows on a shared disk after its end; 12 unless said otherwise. */
  readonly slowness?: number;
}

/** Seconds of one look at the job: an interrupt is heard in between. */
const lookSeconds = 3;

/** Seconds that the job asks for, at most. */
const jobSeconds = 300;

/**
 * Submits a job as the context's runs are, and waits for it: it reads what this side wrote in the storage directory, and
 * writes what this side reads.
 */
export async function runTestJob(
  host: Host,
  place: Place,
  context: Context,
  options: TestJobOptions,
): Promise<TestJob> {
  const id = Math.floor(host.random() * 36 ** 6).toString(36);
  const directory = `${workStorage(context)}/.mrunner/doctor-${id}`;
  const token = `mr-doctor-${id}`;
  const submitted = await place.run(submitProgram(context, directory, token), {
    milliseconds: 200_000,
  });
  try {
    if (submitted.kind !== 'done') return submitted;
    const answer = sbatchAnswer({
      code: submitted.code,
      stdout: submitted.body.toString(),
      stderr: submitted.stderr,
    });
    if (answer.kind !== 'submitted') return { kind: 'refused', text: answer.text };
    return await awaitJob(host, place, { directory, token, job: answer.job, ...options });
  } finally {
    await place.run(endProgram(directory, token));
  }
}

interface Awaited extends TestJobOptions {
  readonly directory: string;
  readonly token: string;
  readonly job: string;
}

async function awaitJob(host: Host, place: Place, awaited: Awaited): Promise<TestJob> {
  const { slowness = 12 } = awaited;
  const deadline = host.clock.elapsed() + awaited.patience * 1000;
  let endedAt: number | undefined;
  for (;;) {
    const answer = await place.run(lookProgram(awaited));
    if (answer.kind !== 'done') return answer;
    const now = host.clock.elapsed();
    const [node, seen, ...missingTools] = lines(answer.parts.get('written'));
    if (node !== undefined) {
      return seen === awaited.token
        ? { kind: 'ran', node, missingTools }
        : { kind: 'unseen', node };
    }
    const [state = '', reason = ''] = lines(answer.parts.get('queue'))[0]?.split('|') ?? [];
    const isOver = !/^(?:PENDING|CONFIGURING|RUNNING|COMPLETING|REQUEUED|SUSPENDED)/.test(state);
    if (isOver) {
      endedAt ??= now;
      if (now - endedAt > slowness * 1000) {
        return { kind: 'silent', state: lines(answer.parts.get('job')).join(' ') || state };
      }
    }
    if (awaited.isInterrupted()) return { kind: 'interrupted' };
    if (now > deadline) return { kind: 'waiting', reason };
  }
}

const lines = (part: Buffer | undefined): readonly string[] =>
  (part?.toString() ?? '').split('\n').filter((line) => line !== '');

function submitProgram(context: Context, directory: string, token: string): string {
  const { log_output_path: _, ...slurm } = context.slurm;
  const { time = jobSeconds } = context.resources;
  const words = sbatchWords({
    token,
    count: 1,
    resources: { ...context.resources, time: Math.min(time, jobSeconds) },
    context: { ...context, slurm },
    work: directory,
    script: `${directory}/job.sh`,
    requeue: false,
  });
  return `mkdir -p ${shellQuote(`${directory}/batches/out`)} && cd ${shellQuote(directory)} || exit 1
printf '%s\\n' ${shellQuote(token)} >from-login || exit 1
printf '%s\\n' ${jobScript(directory).map(shellQuote).join(' ')} >job.sh || exit 1
${shellCommand(words)}`;
}

const jobScript = (directory: string): readonly string[] => [
  '#!/bin/sh',
  `cd ${shellQuote(directory)} || exit 3`,
  `{ echo "\${SLURMD_NODENAME:-$(uname -n)}"; cat from-login || echo nothing`,
  'for tool in tar cat date head ln mkdir mv rm sleep tail; do',
  'command -v "$tool" >/dev/null 2>&1 || echo "$tool"',
  'done; } >written.tmp && mv written.tmp written',
];

const lookProgram = ({ directory, job }: Awaited): string => `cd ${shellQuote(directory)} || exit 1
n=0
while [ ! -e written ] && [ $n -lt ${lookSeconds} ]; do sleep 1; ls >/dev/null; n=$((n + 1)); done
mrunner_part written
[ -e written ] && cat written
mrunner_part queue
[ -e written ] || squeue -h -r -t all -j ${shellQuote(job)} -o '%T|%r' 2>/dev/null
mrunner_part job
[ -e written ] || for word in $(scontrol show job ${shellQuote(job)} -o 2>/dev/null); do
case $word in JobState=* | Reason=* | ExitCode=* | NodeList=*) printf '%s\\n' "$word" ;; esac
done`;

const endProgram = (directory: string, token: string): string =>
  `scancel --quiet --name=${shellQuote(token)} 2>/dev/null
rm -rf ${shellQuote(directory)}
rmdir ${shellQuote(directory.slice(0, directory.lastIndexOf('/')))} 2>/dev/null`;
