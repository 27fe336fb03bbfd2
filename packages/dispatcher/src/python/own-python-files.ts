import type { Host } from '../host/host.ts';

/** One file of mrunner's own Python. */
export interface PythonFile {
  /** Absolute path on this machine. */
  readonly from: string;
  /** Where it belongs in the directory that stands last on the PYTHONPATH of runs elsewhere. */
  readonly to: string;
}

/**
 * The files that make `import mrunner_runtime` and the old import paths work where runs start on another machine. A backend
 * brings them into one directory there, which `packedRun` is told of.
 */
export const ownPythonFiles = ({
  files,
  machine: { pythonDirectories },
}: Pick<Host, 'files' | 'machine'>): readonly PythonFile[] =>
  pythonDirectories.flatMap((top) =>
    ownPackages
      .filter((name) => files.stat(`${top}/${name}`)?.directory === true)
      .flatMap((name) => sourcesIn(files, top, name)),
  );

/** Beside them, a checkout has tests and what a wheel is made of. */
const ownPackages = ['mrunner_spec', 'mrunner_runtime', 'mrunner', 'deeplib'];

const sourcesIn = (files: Host['files'], top: string, directory: string): PythonFile[] =>
  files.list(`${top}/${directory}`).flatMap((name) => {
    const to = `${directory}/${name}`;
    const from = `${top}/${to}`;
    if (files.stat(from)?.directory === true) {
      return name === '__pycache__' ? [] : sourcesIn(files, top, to);
    }
    return /\.(py|typed)$/.test(name) ? [{ from, to }] : [];
  });
