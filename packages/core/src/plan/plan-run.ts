import { movedInto } from '../code/code-place.ts';
import { buildCommand } from '../commands/command.ts';
import { withPython } from '../commands/shell-script.ts';
import type { Context } from '../contexts/context.ts';
import { effectiveResources } from '../contexts/effective-resources.ts';
import { resolvePath } from '../contexts/resolve-path.ts';
import type { Experiment, Resources } from '../experiments/experiment.ts';
import { kubeSettings } from '../kubernetes/kube-settings.ts';
import { neptuneYaml } from '../neptune/write.ts';
import { containerCommand } from '../slurm/container-command.ts';
import { runFileNames } from '../sweep/run-files.ts';
import type { MemberFlags, RecordedExperiment, SweepRecord } from '../sweep/sweep-record.ts';
import { stringifyPrivate } from '../values/json-text.ts';
import { memberFlagsOf } from './member-flags.ts';
import type { PlannedFile, PlannedRun } from './planned-run.ts';
import { runEnvironment } from './run-environment.ts';

/** A sweep with the directory it lives in. */
export interface SweepFrame extends SweepRecord {
  readonly home: string;
}

/**
 * What starting one attempt of a run takes. It follows from the sweep's record and the experiment's line alone, so
 * a retry a week later plans the same run.
 *
 * @param root the directory that stands for the project directory, when the attempt does not run in place
 * @param overrides resources that this attempt was asked with, over everything else
 */
export const planRun = (
  sweep: SweepFrame,
  recorded: RecordedExperiment,
  attempt: number,
  root: string = sweep.projectDirectory,
  overrides: Resources = {},
): PlannedRun => {
  const { index, experiment, composite: membership } = recorded;
  const context = contextNamed(sweep, recorded.context);
  const said = memberFlagsOf(sweep, recorded);
  const image = imageOf(context, said);
  const id = `${sweep.id}/${index}`;
  const directory = `${sweep.home}/${recorded.directory}`;
  const neptunePath = `${directory}/${runFileNames.neptune}`;
  const neptuneContextPath = `${directory}/${runFileNames.neptuneContext}`;
  const composite =
    membership === undefined
      ? undefined
      : {
          ...membership,
          id: `${sweep.id}/${membership.first}`,
          directory: directory.slice(0, directory.lastIndexOf('/')),
        };
  const tags = [...new Set([...experiment.tags, ...context.tags, ...sweep.tags])];
  const absolute = (path: string): string =>
    resolvePath(pathBase(sweep.spec.file, sweep.projectDirectory), path, sweep.userHome);
  const placeOf = (path: string): string => movedInto(absolute(path), sweep.projectDirectory, root);
  const place = { dir: directory, id, index, attempt };
  const identity = {
    sweepId: sweep.id,
    id,
    index,
    attempt,
    directory,
    neptunePath,
    neptuneContextPath,
    storageDir: context.storageDir,
    composite,
  };
  return {
    index,
    attempt,
    id,
    context: context.name,
    project: experiment.project,
    name: experiment.name,
    parameters: experiment.parameters,
    tags,
    resources: effectiveResources(context, experiment, { ...said.resources, ...overrides }),
    ...(image !== undefined && { image }),
    directory,
    command:
      experiment.script === null
        ? []
        : commandIn(
            context,
            buildCommand({
              script: experiment.script,
              parameters: experiment.parameters,
              args: experiment.args,
              flags: experiment.flags,
              run: place,
              neptunePath,
              extraWords: sweep.words,
            }),
          ),
    contextEnv: context.setup.env,
    env: runEnvironment(experiment, context, identity),
    secrets: [...new Set([...context.setup.secrets, ...experiment.secrets])],
    envFiles: context.setup.envFiles,
    pythonPath: experiment.pythonPath.map(placeOf),
    cwd: experiment.cwd === undefined ? root : placeOf(experiment.cwd),
    files: filesOf(experiment, context, tags, directory),
    ...(composite !== undefined && { composite }),
    ...(experiment.restoreFrom !== undefined && { restoreFrom: absolute(experiment.restoreFrom) }),
  };
};

/** In a container `python` is the one of the image. */
const commandIn = (context: Context, command: readonly string[]): readonly string[] => {
  if (context.slurm.singularity_container === undefined) {
    return withPython(command, scriptPython(context));
  }
  return containerCommand(command, context);
};

/** What relative paths of experiments start at: for Python specs, as with the old tools, not the spec. */
export const pathBase = (specFile: string, projectDirectory: string): string =>
  specFile.endsWith('.py') ? projectDirectory : parentOf(specFile);

/** What `python` is in scripts of a context; undefined where an environment that is activated says it. */
export const scriptPython = ({ python, setup }: Context): string | undefined =>
  setup.venv === undefined && setup.conda === undefined ? python : undefined;

const contextNamed = (sweep: SweepFrame, name: string): Context => {
  const context = sweep.contexts.find((candidate) => candidate.name === name);
  if (context === undefined) throw new Error(`Internal error: the sweep has no context ${name}`);
  return context;
};

/** Contexts without containers have no images. */
const imageOf = (context: Context, said: MemberFlags): string | undefined => {
  if (context.backend !== 'kubernetes') return undefined;
  return said.image ?? kubeSettings(context).image;
};

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

const filesOf = (
  experiment: Experiment,
  context: Context,
  tags: readonly string[],
  directory: string,
): PlannedFile[] => {
  const { project, name, parameters, description, exclude } = experiment;
  const neptune = {
    project,
    name,
    parameters,
    tags,
    exclude,
    ...(description !== undefined && { description }),
  };
  const files = [{ path: `${directory}/${runFileNames.neptune}`, text: neptuneYaml(neptune, 1) }];
  if (context.neptune) {
    const content = {
      project,
      name,
      params: parameters,
      storageDir: directory,
      tags,
      properties: {},
    };
    files.push({
      path: `${directory}/${runFileNames.neptuneContext}`,
      text: `${stringifyPrivate(content)}\n`,
    });
  }
  return files;
};
