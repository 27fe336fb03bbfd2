/** Where things are in a container. */
export const podPaths = {
  /** The files of its batch, read only. */
  batch: '/mrunner/batch',
  worker: '/mrunner/batch/worker.sh',
  /** For each run that is to end, or not to start, a file that may say why. */
  cancel: '/mrunner/cancel',
  /** Name of a file there: how many lives a task had before its Job began to count anew, and how many retries they took. */
  livesOf: (task: number | string): string => `lives-${task}`,
  /** Part n of the code's archive, as the only file of a directory. */
  codePart: (n: number): string => `/mrunner/code.${n}`,
  /** Holds the file `values`: values of secrets and dotenv files. */
  private: '/mrunner/private',
  privateValues: '/mrunner/private/values',
  /** Holds the key of the repository that is cloned. */
  git: '/mrunner/git',
  /** Writable, and gone with the pod. */
  own: '/mrunner/own',
  /** Where a state of the code is, whichever way it came. */
  codeTree: (name: string): string => `/mrunner/own/code/${name}`,
  /** mrunner's own Python. */
  python: '/mrunner/own/python',
} as const;

/** Name of the file with part of an archive. */
export const codePartFile = 'part';

/** The container that runs are in. */
export const mainContainer = 'main';
