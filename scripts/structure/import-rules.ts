import { posix } from 'node:path';
import { lineOf } from './mask-source.ts';
import { isTest, packageOf, type SourceFile, type Violation } from './violation.ts';

/** The packages that each package may import; a list is of the only subpaths. */
const directions: { readonly [name: string]: { readonly [other: string]: 'all' | string[] } } = {
  core: {},
  runtime: {
    core: ['values', 'neptune-yaml', 'run-files', 'schema', 'load-spec', 'did-you-mean'],
  },
  dispatcher: { core: 'all' },
  cli: { core: 'all', runtime: 'all', dispatcher: 'all' },
};

/** Folders of the dispatcher for clusters, from the top: each knows those further down alone, and none beside it. */
const clusterFolders = [['backends'], ['slurm', 'kubernetes'], ['cluster']];

interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** What a file imports: statically, for types, dynamically, and by `export … from`. */
export const importsOf = ({ text, masked }: SourceFile): Import[] =>
  Array.from(masked.matchAll(/\b(?:from|import\s*\(?)\s*(['"])/g), (match) => {
    const start = match.index + match[0].length;
    const end = masked.indexOf(match[1] ?? "'", start);
    return { specifier: text.slice(start, end), line: lineOf(text, start) };
  });

/** Imports that go against the direction of the packages, through a front door from inside, or around the host. */
export const importViolations = (file: SourceFile): Violation[] =>
  importsOf(file).flatMap(({ specifier, line }) => {
    const broken =
      directionProblem(file, specifier) ??
      indexProblem(file, specifier) ??
      clusterProblem(file, specifier) ??
      effectModuleProblem(file, specifier);
    return broken === undefined ? [] : [{ line, ...broken }];
  });

type Broken = Omit<Violation, 'line'> | undefined;

const directionProblem = ({ path }: SourceFile, specifier: string): Broken => {
  const from = packageOf(path);
  const [, to, subpath] = /^@mrunner\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (from === undefined) {
    if (to === undefined || !/^(examples|docs)\//.test(path)) return undefined;
    return {
      what: `imports ${specifier}, which users do not have`,
      instead: 'import mrunner, mrunner/runtime or mrunner/testing, as users do',
    };
  }
  if (isRelative(specifier) && leaves(from, path, specifier)) {
    return {
      what: `imports ${specifier}, a file outside of its package`,
      instead: 'import the package by its name, from what it exports',
    };
  }
  const isOwn = to === from || (from === 'cli' && /^mrunner(\/|$)/.test(specifier));
  if (isOwn && !isTest(path)) {
    return {
      what: `imports ${specifier}, its own package`,
      instead: 'import the file that holds it, by a relative path',
    };
  }
  if (to === undefined || isOwn) return undefined;
  const allowed = directions[from]?.[to];
  if (allowed === 'all' || allowed?.includes(subpath ?? '')) return undefined;
  if (allowed === undefined) {
    return {
      what: `imports ${specifier} from ${from}`,
      instead: 'imports go cli -> dispatcher, runtime, core; dispatcher -> core; runtime -> core',
    };
  }
  return {
    what: `imports ${specifier}, which every training script would load`,
    instead: `import a light subpath: ${allowed.map((name) => `@mrunner/${to}/${name}`).join(', ')}`,
  };
};

/** Whether a relative path leads out of the package. Tests may share what other packages have for tests. */
const leaves = (from: string, path: string, specifier: string): boolean => {
  const target = resolved(path, specifier);
  if (target.startsWith(`packages/${from}/`)) return false;
  return !(isTest(path) && /^packages\/[^/]+\/test\//.test(target));
};

const indexProblem = ({ path }: SourceFile, specifier: string): Broken => {
  if (!isRelative(specifier) || isTest(path)) return undefined;
  if (!/^packages\/[^/]+\/src\/(.*\/)?index\.[jt]s$/.test(resolved(path, specifier)))
    return undefined;
  return {
    what: `imports ${specifier}, a front door of its own package`,
    instead: 'import the file that holds it; an index is for those outside',
  };
};

/** What schedulers do alike must not know them, nor one of them the other. */
const clusterProblem = ({ path }: SourceFile, specifier: string): Broken => {
  if (!isRelative(specifier) || isTest(path)) return undefined;
  const [from, to] = [path, resolved(path, specifier)].map((file) => {
    const folder = /^packages\/dispatcher\/src\/([^/]+)\//.exec(file)?.[1] ?? '';
    return { folder, level: clusterFolders.findIndex((level) => level.includes(folder)) };
  });
  if (from === undefined || to === undefined || from.folder === to.folder) return undefined;
  if (from.level < 0 || to.level < 0 || from.level < to.level) return undefined;
  return {
    what: `imports ${specifier}, of ${to.folder}, into ${from.folder}`,
    instead:
      'imports go backends -> slurm, kubernetes -> cluster; what both schedulers do is in cluster',
  };
};

// The path and url modules only work on text.
const pureModules = ['node:path', 'node:url'];

const effectModuleProblem = ({ path }: SourceFile, specifier: string): Broken => {
  if (!specifier.startsWith('node:') || isTest(path)) return undefined;
  if (path.startsWith('packages/core/') && !path.startsWith('packages/core/src/load-spec/')) {
    return {
      what: `imports ${specifier} in core, which touches nothing`,
      instead: 'take what it gives as an argument; effects belong to the dispatcher',
    };
  }
  const isDispatcher = path.startsWith('packages/dispatcher/');
  if (!isDispatcher || path.startsWith('packages/dispatcher/src/host/')) return undefined;
  if (pureModules.includes(specifier)) return undefined;
  return {
    what: `imports ${specifier} outside of packages/dispatcher/src/host`,
    instead: 'use the Host that is handed in, and widen it when it lacks something',
  };
};

const isRelative = (specifier: string): boolean => specifier.startsWith('.');

const resolved = (path: string, specifier: string): string =>
  posix.normalize(posix.join(posix.dirname(path), specifier));
