export {
  type ChannelPoint,
  type MainRun,
  type MetricsLine,
  type RunMainOptions,
  runMain,
} from '@mrunner/runtime/testing';
export { type PlannedSweep, type PlanOfOptions, planOf, type RunPlan } from './testing/plan-of.ts';
