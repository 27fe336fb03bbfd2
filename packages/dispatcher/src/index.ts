/**
 * The effects of mrunner: sweeps on disk, the local backend, the registry. A library, too: nothing here prints or ends the
 * process, and everything takes its effects from a `Host`. User mistakes come back as problems.
 */

export { cancelOnCluster } from './backends/cancel-on-cluster.ts';
export { fetchRuns } from './backends/fetch-runs.ts';
export { planWhereItRuns } from './backends/plan-where-it-runs.ts';
export { refreshSweep } from './backends/refresh-sweep.ts';
export { removeThere } from './backends/remove-there.ts';
export { submitSweep } from './backends/submit-sweep.ts';
export { watchCluster } from './backends/watch-cluster.ts';
export { endedCanaries } from './cluster/canaries.ts';
export { isCodeThere } from './cluster/code/is-there.ts';
export { isCluster, isKubernetes, usesSrun } from './cluster/is-cluster.ts';
export { loginAdvice } from './cluster/login-advice.ts';
export type { Refreshed } from './cluster/look/refreshed.ts';
export type { SchedulerStatus, WaitText } from './cluster/look/scheduler-status.ts';
export type {
  ClusterWatched,
  ClusterWatchOptions,
  WatchPace,
} from './cluster/look/watch-options.ts';
export type { Draft, DraftedBatch, DraftedBatches } from './cluster/submit/draft-batches.ts';
export { draftBatches } from './cluster/submit/draft-batches.ts';
export type { ResourceVariant } from './cluster/submit/resource-variant.ts';
export type {
  Submission,
  SubmitEvent,
  SubmitPace,
  SubmittedBatch,
} from './cluster/submit/submit-events.ts';
export type { SubmitOptions } from './cluster/submit/submit-options.ts';
export type { AttemptCode } from './code/attempt-code.ts';
export { attemptCode } from './code/attempt-code.ts';
export type { CodeSince } from './code/code-since.ts';
export { codeSince } from './code/code-since.ts';
export type { SweepCode } from './code/code-states.ts';
export { readCodeState, rootOfAttempt } from './code/code-states.ts';
export type { GivenBack } from './code/give-back.ts';
export { giveBackCode } from './code/give-back.ts';
export type { MissingCode } from './code/missing-code.ts';
export { prepareCode } from './code/prepare-code.ts';
export type { CodeRecording } from './code/record-code.ts';
export { mentions, recordCode, recordingFor } from './code/record-code.ts';
export type { NewContent } from './config-file/change-file.ts';
export { changeFile } from './config-file/change-file.ts';
export type { BackgroundAnswer, BackgroundOrder } from './detach/background-order.ts';
export type { BackgroundLauncher, BackgroundOptions } from './detach/launch-in-background.ts';
export { launchInBackground } from './detach/launch-in-background.ts';
export type { LogoutEffect } from './detach/logout.ts';
export { logoutEffect } from './detach/logout.ts';
export type { EnvironmentRecord } from './environment/environment-record.ts';
export { readEnvironment } from './environment/environment-record.ts';
export type { ForegroundRun } from './foreground/run-in-foreground.ts';
export { runInForeground } from './foreground/run-in-foreground.ts';
export { filesBetween, gitIn } from './git/git-in.ts';
export type {
  ChildProcess,
  FileStat,
  Finished,
  Host,
  HostClock,
  HostFiles,
  HostMachine,
  HostProcesses,
  OpenFile,
  PipedProcess,
  PipeOptions,
  RunOptions,
  StartOptions,
  TreeSize,
} from './host/host.ts';
export { answerStarter } from './host/node-background.ts';
export { nodeHost } from './host/node-host.ts';
export type { PodLogs } from './kubernetes/logs/pod-log.ts';
export { podLogs } from './kubernetes/logs/pod-log.ts';
export type { PodLogOptions, PodLogRead, PodLogReader } from './kubernetes/logs/pod-log-reader.ts';
export { restOfLog } from './kubernetes/logs/rest-of-log.ts';
export { openPodShell } from './kubernetes/shell/open-pod-shell.ts';
export type { CheckedKubernetes, KubeCheck } from './kubernetes/submit/check-kubernetes.ts';
export { checkKubernetes } from './kubernetes/submit/check-kubernetes.ts';
export { codeSizeProblems, codeStateProblems } from './kubernetes/submit/code-size.ts';
export type { JobDraft } from './kubernetes/submit/draft-jobs.ts';
export { draftJobs } from './kubernetes/submit/draft-jobs.ts';
export type { KubernetesLook } from './kubernetes/submit/look-over.ts';
export { lookOver } from './kubernetes/submit/look-over.ts';
export type { PlannedObject } from './kubernetes/submit/planned-objects.ts';
export { plannedObjects, plannedWorker } from './kubernetes/submit/planned-objects.ts';
export type {
  Launch,
  LaunchEvent,
  LaunchOutcome,
  RunningRun,
  Takes,
} from './launch/launch-events.ts';
export type { LaunchOptions } from './launch/launch-sweep.ts';
export { launchSweep } from './launch/launch-sweep.ts';
export { missingSecrets } from './launch/missing-secrets.ts';
export { privateValues, secretValues } from './local/worker-env.ts';
export type { FollowOptions } from './logs/follow-log.ts';
export { followLog } from './logs/follow-log.ts';
export { loggedAttempts, logPath, logTail } from './logs/log-files.ts';
export type {
  DoneProgram,
  LostProgram,
  Place,
  PlaceAnswer,
  ProgramOptions,
  StreamOptions,
  UnreachedPlace,
} from './place/place.ts';
export { placeOf } from './place/place-of.ts';
export { placeProblem } from './place/place-problem.ts';
export type { Probe, ProbeEnd } from './probe/run-probe.ts';
export { runProbe } from './probe/run-probe.ts';
export type { AttemptProcesses } from './processes/attempt-processes.ts';
export { attemptProcesses } from './processes/attempt-processes.ts';
export { ownPythonFiles, type PythonFile } from './python/own-python-files.ts';
export { findMoved } from './registry/find-moved.ts';
export type { SearchPlace } from './registry/find-sweep.ts';
export { findSweep } from './registry/find-sweep.ts';
export type { RegistryEntry } from './registry/registry.ts';
export {
  isRegistered,
  listSweeps,
  registeredSweep,
  registerSweep,
  registryDirectory,
  stateDirectory,
  sweepsUnder,
  unregisterSweep,
} from './registry/registry.ts';
export type { SweepSummaries, SweepSummary } from './registry/sweep-summaries.ts';
export { sweepSummaries } from './registry/sweep-summaries.ts';
export { readRemarks } from './remarks/read-remarks.ts';
export type { NewRemark } from './remarks/write-remark.ts';
export { writeRemark } from './remarks/write-remark.ts';
export { livesText } from './remove/lives-text.ts';
export { finishRemoval, removalLeftover, removeSweep } from './remove/remove-sweep.ts';
export { latestResults } from './results/latest-results.ts';
export type { ChannelItem, MetricPoint, RunMetrics } from './results/metrics.ts';
export { parseMetrics, readMetrics } from './results/metrics.ts';
export { flattened, outputTroubles, readResult, runResults } from './results/result.ts';
export { parseScriptJson } from './results/script-json.ts';
export type { GpuNeed } from './slots/check-gpus.ts';
export { checkGpus } from './slots/check-gpus.ts';
export type { ClusterLook, StorageLook } from './slurm/doctor/look-around.ts';
export { lookAround } from './slurm/doctor/look-around.ts';
export type { TestJob } from './slurm/doctor/test-job.ts';
export { runTestJob } from './slurm/doctor/test-job.ts';
export { clusterFacts, clusterLimits } from './slurm/facts/cluster-facts.ts';
export type { ClusterFacts } from './slurm/facts/facts.ts';
export { keptFacts } from './slurm/facts/kept-facts.ts';
export { timeProblem } from './slurm/facts/time-problem.ts';
export type { FetchedRuns, FetchOptions, RunToFetch } from './slurm/fetch/fetch-runs.ts';
export { readFetched } from './slurm/fetch/fetched-file.ts';
export type { FarLogs, FarPiece } from './slurm/logs/far-logs.ts';
export { farLogs } from './slurm/logs/far-logs.ts';
export { openShell } from './slurm/shell/open-shell.ts';
export type { SrunOptions } from './slurm/srun/srun-sweep.ts';
export { srunSweep } from './slurm/srun/srun-sweep.ts';
export { cancelArrays, orphanedArrays } from './slurm/steer/orphaned-arrays.ts';
export { batchCall } from './slurm/submit/batch-call.ts';
export type { CheckedCluster } from './slurm/submit/check-cluster.ts';
export { checkCluster } from './slurm/submit/check-cluster.ts';
export { slurmWorker } from './slurm/worker/slurm-worker.ts';
export type { CodeSource } from './snapshot/code-source.ts';
export { codeSourceOf } from './snapshot/code-source.ts';
export type { CodeFile, CodeListing } from './snapshot/look-at-code.ts';
export { lookAtCode, missingLinks } from './snapshot/look-at-code.ts';
export { linkProblems, snapshotProblems } from './snapshot/snapshot-problems.ts';
export type { Snapshot } from './snapshot/take-snapshot.ts';
export { takeSnapshot } from './snapshot/take-snapshot.ts';
export type { Login } from './ssh/log-in.ts';
export { logIn, logOut } from './ssh/log-in.ts';
export type { CancelOutcome } from './stop/cancel-runs.ts';
export { cancelRuns } from './stop/cancel-runs.ts';
export type { WaitOptions } from './stop/wait-for-sweep.ts';
export { waitForSweep } from './stop/wait-for-sweep.ts';
export type { SweepDraft } from './sweep-home/create-sweep.ts';
export { createSweep } from './sweep-home/create-sweep.ts';
export { lockHolder } from './sweep-home/lock.ts';
export type { Sweep } from './sweep-home/open-sweep.ts';
export { openSweep } from './sweep-home/open-sweep.ts';
export type { SweepStatus } from './sweep-home/sweep-status.ts';
export { readSweepStatus } from './sweep-home/sweep-status.ts';
export type { ExperimentStream } from './sweep-home/write-experiments.ts';
export { isPaused, lastPace } from './wishes/is-paused.ts';
export { wishOtherwise } from './wishes/wish-otherwise.ts';
export { wishGoOn, wishPause, wishUpdate } from './wishes/wish-pace.ts';
export type { RetryOutcome, RetryWish } from './wishes/wish-retry.ts';
export { planRetry, wishRetry } from './wishes/wish-retry.ts';
export { pythonPathText, pythonPathValue } from './worker-program/python-path.ts';
