import {
  type Experiment,
  neptuneRunCommand,
  neptuneYaml,
  type PlannedRun,
  planRun,
  type RecordedExperiment,
  type SweepFrame,
  slug,
} from '@mrunner/core';

/** A neptune.yaml for one experiment, to be written somewhere else than where a run would have it. */
export interface NeptuneFile {
  readonly index: number;
  readonly path: string;
  readonly text: string;
  /** The `neptune run` that uses it; absent without a script. */
  readonly command?: readonly string[];
}

/** Where the files go, and for which neptune client they are. */
export interface NeptuneFormat {
  /** The directory as it was typed: the commands name the files by it. */
  readonly out: string;
  readonly version: 1 | 2;
}

/** What is generated for one experiment. */
export const neptuneFileOf = (
  sweep: SweepFrame,
  recorded: RecordedExperiment,
  { out, version }: NeptuneFormat,
): NeptuneFile => {
  const planned = planRun(sweep, recorded, 1);
  const { experiment, index } = recorded;
  const path = `${out.replace(/(?<=.)\/+$/, '')}/neptune-${index}-${slug(experiment.name)}.yaml`;
  return {
    index,
    path,
    text: neptuneYaml(contentOf(experiment, planned), version),
    ...(experiment.script !== null && {
      command: neptuneRunCommand({
        words: scriptWords(sweep, recorded),
        configPath: path,
        storage: storageOf(sweep, recorded),
        tags: launchTags(sweep, recorded),
        version,
        pathsToCopy: experiment.pathsToCopy,
      }),
    }),
  };
};

/** The tags that the old tools put on the command line: those of the context and of the person who starts it. */
const launchTags = (sweep: SweepFrame, { context }: RecordedExperiment): readonly string[] => {
  const own = sweep.contexts.find(({ name }) => name === context)?.tags ?? [];
  return [...new Set([...own, ...sweep.tags])];
};

const contentOf = (experiment: Experiment, { tags }: PlannedRun) => ({
  project: experiment.project,
  name: experiment.name,
  parameters: experiment.parameters,
  tags,
  exclude: experiment.exclude,
  ...(experiment.description !== undefined && { description: experiment.description }),
});

/** The script's own words: the client hands the file over itself. */
const scriptWords = (sweep: SweepFrame, recorded: RecordedExperiment): readonly string[] => {
  const { experiment } = recorded;
  const isByFile = experiment.args === 'neptune' || experiment.args === 'config';
  const args = isByFile ? ('none' as const) : experiment.args;
  return planRun(sweep, { ...recorded, experiment: { ...experiment, args } }, 1).command;
};

const storageOf = (sweep: SweepFrame, { context }: RecordedExperiment): string =>
  sweep.contexts.find(({ name }) => name === context)?.storageDir ?? '';
