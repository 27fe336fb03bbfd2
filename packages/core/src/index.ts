/**
 * The pure part of mrunner: nothing here touches a disk, a process, the clock or randomness.
 *
 * The words (see docs/glossary.md): a *spec* gives *experiments*; a *plan* says what will be done with them in a *context*;
 * a *sweep* is what one `mrun run` starts; a *run* is one experiment of a sweep, in one or several *attempts*.
 */
export { clusterContextProblems } from './cluster/context-problems.ts';
export { onePlace } from './cluster/one-place.ts';
export { codeRoot, movedInto } from './code/code-place.ts';
export type { DiffSection } from './code/diff-sections.ts';
export { differingFiles, diffSections, gitName, isWhole } from './code/diff-sections.ts';
export { isDotenvName } from './code/dotenv-name.ts';
export type { CodeKind } from './code/run-code.ts';
export { codeKind, runCode } from './code/run-code.ts';
export { buildCommand } from './commands/command.ts';
export { behindExports, exportsVariable } from './commands/leading-exports.ts';
export { neptuneRunCommand } from './commands/neptune-command.ts';
export { scanWords } from './commands/scan-words.ts';
export { shellCommand, shellQuote } from './commands/shell-quote.ts';
export { isPythonWord, withPython } from './commands/shell-script.ts';
export { builtInConfig } from './contexts/built-in.ts';
export { chooseContextName } from './contexts/choose-context.ts';
export type { BackendName, Context, ReasonKind, SetUp } from './contexts/context.ts';
export { backendNames, reasonKinds } from './contexts/context.ts';
export { isMapKey } from './contexts/context-keys.ts';
export type { EditedFile } from './contexts/edit/check-config.ts';
export { type CheckedConfig, checkConfig } from './contexts/edit/check-config.ts';
export { rawContexts } from './contexts/edit/edit-config.ts';
export type { ContextWish } from './contexts/edit/edit-context.ts';
export { editContext } from './contexts/edit/edit-context.ts';
export {
  copyContext,
  deleteContext,
  setActiveContext,
  taken,
} from './contexts/edit/other-edits.ts';
export { effectiveResources } from './contexts/effective-resources.ts';
export { contextKeyTable } from './contexts/key-table.ts';
export type { MergedContext, Origins } from './contexts/merge-context.ts';
export { mergeContext } from './contexts/merge-context.ts';
export type { ConfigFile } from './contexts/parse-config.ts';
export { parseConfig, readConfig } from './contexts/parse-config.ts';
export { resolvePath } from './contexts/resolve-path.ts';
export type {
  ArgumentsMode,
  CompositeMembership,
  Experiment,
  FlagStyle,
  IndexedExperiment,
  Resources,
} from './experiments/experiment.ts';
export { defaultFlagStyle } from './experiments/experiment.ts';
export { parseNeptuneYaml } from './neptune/read.ts';
export { neptuneYaml } from './neptune/write.ts';
export { atPosition, memberFlagsOf } from './plan/member-flags.ts';
export type { SweepFrame } from './plan/plan-run.ts';
export { pathBase, planRun, scriptPython } from './plan/plan-run.ts';
export type { PlanInput, SweepPlan } from './plan/plan-sweep.ts';
export { planSweep } from './plan/plan-sweep.ts';
export type { PlannedFile, PlannedRun } from './plan/planned-run.ts';
export { contextNameOf, recordExperiment } from './plan/record-experiment.ts';
export type { FlagFindings } from './probe/compare-flags.ts';
export { compareFlags } from './probe/compare-flags.ts';
export { readHelp } from './probe/help-flags.ts';
export type { PlannedFlags } from './probe/planned-flags.ts';
export { plannedFlags } from './probe/planned-flags.ts';
export { didYouMean } from './problems/did-you-mean.ts';
export type { Position, Problem, ProblemKind, Result } from './problems/problem.ts';
export { distinctProblems, fail, ok } from './problems/problem.ts';
export { indexesText, problemText } from './problems/problem-text.ts';
export type { FoldedRemarks, Note, Said } from './remarks/fold-remarks.ts';
export { foldRemarks } from './remarks/fold-remarks.ts';
export type { Remark } from './remarks/remark.ts';
export { parseRemark } from './remarks/remark.ts';
export { parseDuration, timeText } from './resources/duration.ts';
export { gpuText } from './resources/gpu.ts';
export { memText } from './resources/memory.ts';
export { parseResources } from './resources/resources.ts';
export type { GpuWant } from './slots/assign-gpus.ts';
export { assignGpus, gpuShortage } from './slots/assign-gpus.ts';
export type { Capacity, Demand } from './slots/capacity.ts';
export { demandOf, fitsBeside } from './slots/capacity.ts';
export type { GpuChoice } from './slots/gpu-names.ts';
export { gpuChoice, gpuNamesText } from './slots/gpu-names.ts';
export type { GpuDevice } from './slots/nvidia-smi.ts';
export {
  gpuNamed,
  gpuQuery,
  parseGpuProcesses,
  parseGpus,
  processQuery,
  visibleGpus,
} from './slots/nvidia-smi.ts';
export type { SeenGpus } from './slots/slot-variables.ts';
export { gpuVariables, threadVariables } from './slots/slot-variables.ts';
export { arraysBelow, commandsWords } from './slurm/arrays-below.ts';
export type { ClusterConfig } from './slurm/cluster-config.ts';
export { parseClusterConfig } from './slurm/cluster-config.ts';
export { farCodeTree, farPythonDirectory } from './slurm/far-code.ts';
export type { ArrayLimits, RunGroup, RunToSubmit } from './slurm/group-runs.ts';
export { arraySize, chunkRuns, groupRuns } from './slurm/group-runs.ts';
export type { JobEnd } from './slurm/job-end.ts';
export { jobEndOf } from './slurm/job-end.ts';
export type { Packing, PackingLimits } from './slurm/packing.ts';
export { packing } from './slurm/packing.ts';
export type { Partition } from './slurm/partitions.ts';
export { parsePartitions, partitionOf } from './slurm/partitions.ts';
export type { PendingText } from './slurm/pending-text.ts';
export { pendingText } from './slurm/pending-text.ts';
export type { SacctLine, SacctQuestion } from './slurm/sacct.ts';
export { parseSacct, sacctWords } from './slurm/sacct.ts';
export type { SbatchAnswer, SbatchEnd } from './slurm/sbatch-answer.ts';
export { sbatchAnswer } from './slurm/sbatch-answer.ts';
export type { SbatchCall } from './slurm/sbatch-words.ts';
export { outputDirectory, sbatchWords } from './slurm/sbatch-words.ts';
export type { SlurmSettings } from './slurm/slurm-settings.ts';
export { slurmSettings } from './slurm/slurm-settings.ts';
export type { CancelledRest, TaskLine } from './slurm/squeue.ts';
export { cancelledRests, parseSqueue, squeueWords } from './slurm/squeue.ts';
export type { Allocation, SrunCall } from './slurm/srun-words.ts';
export { allocationOf, srunWords } from './slurm/srun-words.ts';
export type { JobTasks, NamedBatch } from './slurm/steer-words.ts';
export {
  arraysTitles,
  arraysWords,
  cancelBatchWords,
  paceWords,
  scancelCalls,
  steeringTrouble,
  throttleWords,
} from './slurm/steer-words.ts';
export type { Association, QosLimit } from './slurm/submit-limit.ts';
export {
  associationColumns,
  parseAssociations,
  parseQosLimits,
  qosColumns,
  submitLimit,
} from './slurm/submit-limit.ts';
export { expandRanges, taskRanges } from './slurm/task-ranges.ts';
export type { SlotOfTask, TaskOfSlot } from './slurm/token.ts';
export {
  batchToken,
  isTaskSlot,
  isToken,
  launcherOfToken,
  parseSlot,
  taskSlot,
} from './slurm/token.ts';
export { isHere, isRemote, workDirectory, workStorage } from './slurm/work-directory.ts';
export type { Axis } from './spec/axis.ts';
export { linspace, logspace, range } from './spec/axis.ts';
export { grid, zip } from './spec/combine.ts';
export type { Composite, CompositeOptions, Member } from './spec/composite.ts';
export { composite } from './spec/composite.ts';
export type { AnySchema, Spec, SpecDefinition } from './spec/define-spec.ts';
export { defineSpec } from './spec/define-spec.ts';
export type { Distribution } from './spec/distribution.ts';
export { choice, logUniform, randint, uniform } from './spec/distribution.ts';
export type { EvaluatedSpec, EvaluateOptions, Evaluation } from './spec/evaluate-spec.ts';
export { evaluateSpec } from './spec/evaluate-spec.ts';
export type { ExperimentInput, ResourcesInput } from './spec/experiment-input.ts';
export { parseIndexes } from './spec/parse-selection.ts';
export type { ContextUse, GpuUse, ResourceUse, ScriptUse, Spectrum } from './spec/spectrum.ts';
export { alikeText } from './sweep/alike-text.ts';
export type { AttemptEnd } from './sweep/attempt-end.ts';
export { endState, noExitRecord } from './sweep/attempt-end.ts';
export { type AttemptFacts, stopOf } from './sweep/attempt-facts.ts';
export type { AttemptTask, BatchStatus } from './sweep/batch-status.ts';
export { taskOf } from './sweep/batch-status.ts';
export type { Checkpoint, FilePosition } from './sweep/checkpoint.ts';
export { checkpointText, parseCheckpoint } from './sweep/checkpoint.ts';
export type {
  BatchEvent,
  JobEndedEvent,
  SubmittedEvent,
  UnsubmittedEvent,
} from './sweep/cluster-event.ts';
export { compositeState } from './sweep/composite-state.ts';
export type {
  LauncherEvent,
  LeftWhy,
  ProcessIdentity,
  StopCause,
  SweepEvent,
  UpdatedOptions,
  WantedAttempt,
  WantedRun,
  WishEvent,
} from './sweep/event.ts';
export { exitText, reasonText } from './sweep/exit-text.ts';
export { failureTextOf } from './sweep/failure-text.ts';
export type { FoldedRuns, FoldOptions } from './sweep/fold-runs.ts';
export { foldFacts, foldRuns, plannedStatus } from './sweep/fold-runs.ts';
export type { Liveness } from './sweep/may-live.ts';
export {
  firstAttempt,
  isRetryOwed,
  resumeAttempt,
  retryAttempt,
  triesSoFar,
  wantedAttempt,
} from './sweep/next-attempt.ts';
export { isOutOfMemory } from './sweep/out-of-memory.ts';
export { parseEventLines } from './sweep/read-events.ts';
export { exitCodes, runFileNames, runVariables } from './sweep/run-files.ts';
export type { AttemptStatus, Reason, RunState, RunStatus } from './sweep/run-state.ts';
export { canBeTriedAgain, hasEnded, runStates } from './sweep/run-state.ts';
export type { StateCounts } from './sweep/state-counts.ts';
export { contextNamed, mainContext } from './sweep/sweep-contexts.ts';
export type { LeftEvent, SweepFacts } from './sweep/sweep-facts.ts';
export { collectFacts, isCancelledAfter, noFacts } from './sweep/sweep-facts.ts';
export type { LocalTime } from './sweep/sweep-id.ts';
export { isSweepId, sweepId } from './sweep/sweep-id.ts';
export {
  isWishFile,
  runDirectory,
  slotOfWorkerFile,
  slug,
  sweepFileNames,
  sweepHome,
} from './sweep/sweep-paths.ts';
export type {
  CodeChoice,
  CodeRecord,
  IndexRange,
  MemberFlags,
  RecordedExperiment,
  Selection,
  SweepOptions,
  SweepRecord,
} from './sweep/sweep-record.ts';
export { argumentText } from './values/argument-text.ts';
export { jsonText, stringifyPrivate } from './values/json-text.ts';
export { parsePrivate } from './values/parse-json.ts';
export { publicValue } from './values/public-value.ts';
export type { Parameters, Value, ValueKind } from './values/value.ts';
export { Double } from './values/value.ts';
export { kindOf, plainOf, sameValue } from './values/value-kind.ts';
