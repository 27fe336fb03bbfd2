import { type CodeChoice, type Context, isHere } from '@mrunner/core';

/** Which code a snapshot is to be made of. */
export interface CodeSource extends CodeChoice {
  /** The project directory: absolute, without a slash at its end. */
  readonly directory: string;
  /** Paths of the project that the snapshot leads to by links. */
  readonly link: readonly string[];
  /** Those of them that lead to something on a cluster: they are made there. */
  readonly linkedThere?: readonly string[];
  /** Absolute directories where sweeps are kept. */
  readonly storage: readonly string[];
  /** Absolute paths of files whose values are nobody's business. */
  readonly secretFiles: readonly string[];
}

/** What contexts and experiments say about the snapshot of a project. */
export const codeSourceOf = (
  directory: string,
  contexts: readonly Context[],
  { exclude, pathsToCopy }: CodeChoice,
): CodeSource => ({
  directory,
  exclude,
  pathsToCopy,
  link: linksOf(contexts),
  linkedThere: linksOf(contexts.filter((context) => !isHere(context))),
  storage: contexts.flatMap((context) =>
    isHere(context) && context.storageDir.startsWith('/') ? [context.storageDir] : [],
  ),
  secretFiles: contexts.flatMap(({ setup }) => setup.envFiles),
});

/** Paths that contexts want linked into snapshots. */
export const linksOf = (
  contexts: readonly Pick<Context, 'code' | 'setup'>[],
): readonly string[] => [
  ...new Set(
    contexts
      .filter(({ code }) => code === 'snapshot')
      .flatMap(({ setup }) => setup.link)
      .map(plainPath)
      .filter((path) => path !== ''),
  ),
];

const plainPath = (path: string): string =>
  path
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/');
