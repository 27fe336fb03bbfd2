import {
  type Context,
  gpuText,
  memText,
  type PlannedRun,
  type Resources,
  type RunStatus,
  reasonText,
  shellCommand,
  timeText,
  type Value,
} from '@mrunner/core';
import type { EnvironmentRecord } from '@mrunner/dispatcher';
import { environmentParts } from '../output/environment-text.ts';
import type { SeenRun } from '../select/seen-run.ts';
import type { Facts } from './section.ts';

/** What a run is, beside its parameters: what is started, and how it is called. */
export const identityFacts = (
  { sweep, recorded: { experiment } }: SeenRun,
  { project, name, tags, secrets }: PlannedRun,
): Facts => ({
  project,
  name,
  // Not the command: the run's own directory is in that.
  ...(experiment.script !== null && { script: shellCommand(experiment.script) }),
  args: experiment.args,
  ...(sweep.record.words.length > 0 && { words: shellCommand(sweep.record.words) }),
  ...(experiment.cwd !== undefined && { cwd: experiment.cwd }),
  ...(experiment.description !== undefined && { description: experiment.description }),
  tags: tags.join(', '),
  ...(secrets.length > 0 && { secrets: secrets.join(', ') }),
});

/** What a run was given. */
export const resourceFacts = (resources: Resources): Facts => {
  const { gpu, mem, time, ...others } = resources;
  return {
    ...others,
    ...(gpu !== undefined && { gpu: gpuText(gpu) }),
    ...(mem !== undefined && { mem: memText(mem) }),
    ...(time !== undefined && { time: timeText(time) }),
  } as Facts;
};

/** How a run's context prepares it, key by key; without what does not reach the run. */
export const contextFacts = ({
  name,
  backend,
  python,
  code,
  timeout,
  isolate,
  neptune,
  setup: { env: _, ...setup },
}: Context): Facts => ({
  name,
  backend,
  code,
  isolate,
  neptune,
  ...(python !== undefined && { python }),
  ...(timeout !== undefined && { timeout: timeText(timeout) }),
  ...Object.fromEntries(
    Object.entries(setup)
      .map(([key, value]) => [key, Array.isArray(value) ? value.join(', ') : value] as const)
      .filter(([, value]) => value !== ''),
  ),
});

/** The machine that a run was on, with the packages and lockfiles there. */
export const environmentFacts = (record: EnvironmentRecord): Facts => ({
  ...Object.fromEntries(environmentParts(record).filter(([, text]) => text !== '')),
  ...Object.fromEntries(
    Object.entries(record.files).map(([name, sum]) => [name, sum.slice(0, 12)]),
  ),
  ...Object.fromEntries(
    record.packages.map((text): readonly [string, Value] => {
      const [name = text, version = ''] = text.split('==');
      return [`package ${name}`, version];
    }),
  ),
});

/** How a run ended. How long it took always differs. */
export const outcomeFacts = ({ state, reason }: RunStatus): Facts => ({
  state,
  ...(reason !== null && { reason: reasonText(reason) }),
});
