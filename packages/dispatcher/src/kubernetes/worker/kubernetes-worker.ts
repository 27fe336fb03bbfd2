import { type Context, shellQuote } from '@mrunner/core';
import { podPaths } from '@mrunner/core/kubernetes';
import {
  exportContext,
  setUpLines,
  type WorkerSetUp,
  workerHead,
  workerText,
} from '../../pack/pack-program.ts';
import { attemptFunctions, attemptHooks } from '../../task/attempt-functions.ts';
import { emptyOrder } from '../../task/batch-order.ts';
import { claimFunctions } from '../../task/claim-functions.ts';
import { earlierFunctions } from '../../task/earlier-functions.ts';
import { limitFunctions } from '../../task/limit-functions.ts';
import { onceFunctions } from '../../task/once-functions.ts';
import { lockOf, stepsInTurn } from '../../task/steps-in-turn.ts';
import { sweepFunctions } from '../../task/sweep-functions.ts';
import { taskTraps, toldFunctions } from '../../task/told-functions.ts';
import { workFiles } from '../../task/work-files.ts';
import { backgroundProbe } from '../../worker-program/background-functions.ts';
import { copyFunctions } from './copy-functions.ts';
import {
  environmentFunctions,
  noEnvironment,
  type PodEnvironment,
} from './environment-functions.ts';
import { frameFunctions } from './frame-functions.ts';
import { lifeFunctions } from './life-functions.ts';
import { terminationMessage } from './pod-files.ts';
import { podFunctions } from './pod-functions.ts';
import { emptyPodOrder } from './pod-order.ts';
import { settleFunctions } from './settle-functions.ts';
import { type UnpackedCode, unpackSteps } from './unpack-code.ts';

/** What the worker of a context on Kubernetes is made for. All paths are those of its containers. */
export interface KubernetesWorkerSetting extends Omit<WorkerSetUp, 'setUp'> {
  /** The work directory of the sweep, below the storage directory. */
  readonly work: string;
  readonly context: Context;
  /** Seconds between TERM and KILL of a run: fewer than `terminationGracePeriodSeconds`, or no end is recorded. */
  readonly grace: number;
  /** The storage directory is a volume that all pods share. */
  readonly shared: boolean;
  /** The project, where it comes in ConfigMaps. */
  readonly code?: UnpackedCode;
  /** Has the first pod record in what environment its runs are. */
  readonly environment?: PodEnvironment;
  /** Where things are in a container; of tests, which have none. */
  readonly files?: Partial<Record<'batch' | 'own' | 'cancel' | 'message' | 'killCount', string>>;
}

/** Where the kernel counts the processes that it killed for want of memory. */
const killCount = '/sys/fs/cgroup/memory.events';

/**
 * The program of the containers of a Job, for `sh FILE`: what it is to do it reads from its index (JOB_COMPLETION_INDEX), from
 * how often Kubernetes started that index before, and from the files of its batch.
 *
 * A plain one makes one attempt, whose output is the container's, and exits with 85 when another attempt is to follow, else with the
 * code of its run. A packed one works through many records, side by side where the order says so, and exits with 0 or one of
 * `workerExitCodes`. What came out of a run goes into the container's log in frames, and the events of a plain one also
 * to where Kubernetes shows them when the container has ended.
 */
export const kubernetesWorker = (setting: KubernetesWorkerSetting): string => {
  const { context, work, grace, environment, files = {} } = setting;
  return workerText('#!/bin/sh', [
    // One stream, in which frames are whole; what a worker prints for a launcher nobody reads here.
    'exec 5>&1 2>&5 >/dev/null',
    ...workerHead({ home: work, context: context.name, grace }, taskTraps),
    `mrunner_batches=${shellQuote(`${work}/${workFiles.batches}`)}`,
    `mrunner_failures=${shellQuote(`${work}/${workFiles.failures}`)} mrunner_canaries=${shellQuote(`${work}/${workFiles.canaries}`)}`,
    `mrunner_given=${shellQuote(files.batch ?? podPaths.batch)} mrunner_disk=${shellQuote(files.own ?? podPaths.own)}`,
    `mrunner_cancels=${shellQuote(files.cancel ?? podPaths.cancel)}`,
    `mrunner_message=${shellQuote(files.message ?? terminationMessage)} mrunner_kill_count=${shellQuote(files.killCount ?? killCount)}`,
    emptyOrder,
    emptyPodOrder,
    `${ownVariables.map((name) => `mrunner_${name}=`).join(' ')} mrunner_longest=0 mrunner_nudges=0 mrunner_framed=0 mrunner_spoken=0`,
    limitFunctions,
    toldFunctions,
    sweepFunctions,
    earlierFunctions,
    attemptHooks,
    attemptFunctions,
    claimFunctions,
    onceFunctions,
    copyFunctions,
    frameFunctions,
    settleFunctions,
    lifeFunctions,
    podFunctions,
    environment === undefined ? noEnvironment : environmentFunctions(context.name, environment),
    ownOutput,
    'mrunner_enter',
    'mrunner_begin',
    'mrunner_count_kills',
    ...exportContext(context.setup.env),
    ...setUpLines({ ...setting, setUp: setUpOf(setting) }, taskTraps),
    backgroundProbe,
    'mrunner_record_environment',
    'mrunner_work',
    'mrunner_leave',
  ]);
};

const ownVariables =
  'environment pipe children wants_requeue requeue target canary stopped replaced rang clocks known started_some kind since_when said pace given_pace limit_clocks kills'.split(
    ' ',
  );

/** The output of a plain run is the container's; that of a packed one is in its log. */
const ownOutput = `mrunner_exec() {
  if [ "$mrunner_isolate" ]; then set -- setsid "$@"; fi
  if [ "$mrunner_front" ]; then set -- env --default-signal=INT,QUIT "$@"; fi
  if [ "$mrunner_pipe" ]; then exec "$@" >"$mrunner_pipe" 2>&1 5>&- 6<&- 9>&-; fi
  if [ "$mrunner_mode" = plain ]; then exec "$@" >&5 2>&1 5>&- 6<&- 9>&-; fi
  exec "$@" 5>&- 6<&- 9>&-
}`;

/** Only what is on the volume do others see. */
function setUpOf({ context, shared, code }: KubernetesWorkerSetting): readonly string[] {
  const { venv } = context.setup;
  const isShared = shared && venv?.startsWith(`${context.storageDir}/`);
  const lock = isShared ? lockOf(context, podPaths.own) : undefined;
  return [...(code === undefined ? [] : unpackSteps(code)), ...stepsInTurn(context, lock)];
}
