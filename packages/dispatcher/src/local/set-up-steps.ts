import { type Context, shellQuote } from '@mrunner/core';

/**
 * The set-up of a context as steps of shell text, each run by a worker in its own shell before its first run, so that
 * what they export reaches the runs. `once` steps change the disk and belong to the first worker of a launch.
 */
export interface SetUpSteps {
  readonly once: readonly string[];
  readonly each: readonly string[];
  /** Those of `each` that come first: what they load, `once` steps may need on a cluster. */
  readonly modules: readonly string[];
}

/** What a context says is to be done before a run starts. */
export function setUpSteps(context: Context): SetUpSteps {
  const { modulesToLoad, venv, requirementsFile, conda, prologCommand } = context.setup;
  const python = context.python ?? 'python3';
  const { after_module_load_cmd: afterwards } = context.slurm;
  const modules = [
    ...(modulesToLoad.length === 0 ? [] : [findModules]),
    ...modulesToLoad.map((name) => `module load ${shellQuote(name)}`),
    ...(typeof afterwards === 'string' ? [afterwards] : []),
  ];
  return {
    modules,
    once: [
      ...(venv === undefined ? [] : [makeVenv(venv, python)]),
      ...(requirementsFile === undefined ? [] : [installInto(venv, python, requirementsFile)]),
    ],
    each: [
      ...modules,
      ...(venv === undefined ? [] : [`. ${pathWord(`${venv}/bin/activate`)}`]),
      ...(conda === undefined ? [] : [activateConda(conda)]),
      ...(prologCommand === undefined ? [] : [prologCommand]),
    ],
  };
}

const makeVenv = (venv: string, python: string): string =>
  `[ -e ${pathWord(`${venv}/bin/activate`)} ] || ${pathWord(python)} -m venv ${pathWord(venv)}`;

const installInto = (venv: string | undefined, python: string, file: string): string =>
  `${pathWord(venv === undefined ? python : `${venv}/bin/python`)} -m pip install -r ${pathWord(file)}`;

/** A path on another machine may begin with the home directory there. */
export const pathWord = (path: string): string =>
  path.startsWith('~/') ? `"$HOME"/${shellQuote(path.slice(2))}` : shellQuote(path);

// `module` is a shell function; a shell that is no login shell has to read its definition.
const findModules = `command -v module >/dev/null || for mrunner_file in "\${MODULESHOME:-/usr/share/modules}/init/sh" \
/usr/share/lmod/lmod/init/sh /etc/profile.d/modules.sh /etc/profile.d/lmod.sh; do
  if [ -r "$mrunner_file" ]; then . "$mrunner_file"; break; fi
done`;

const activateConda = (name: string): string =>
  `mrunner_conda=$(conda info --base) && . "$mrunner_conda/etc/profile.d/conda.sh" && conda activate ${pathWord(name)}`;
