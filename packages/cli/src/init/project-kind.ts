import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Whether a directory holds a project in Python, and none for Node but what was installed there. */
export const isPythonProject = (directory: string): boolean => {
  if (!existsSync(directory)) return false;
  const names = readdirSync(directory);
  const content = names.includes('package.json')
    ? readPackage(join(directory, 'package.json'))
    : {};
  if (content === undefined || !isFresh(content, directory)) return false;
  return names.some((name) => pythonFiles.has(name) || /\.(?:py|ipynb)$/.test(name));
};

const pythonFiles: ReadonlySet<string> = new Set(
  'pyproject.toml requirements.txt environment.yml environment.yaml uv.lock Pipfile .venv'.split(
    ' ',
  ),
);

/** How the TypeScript files of a project are to be named, and what makes them modules. */
export interface ProjectKind {
  /** The ending with which Node takes a TypeScript file for a module without a warning. */
  readonly ending: '.ts' | '.mts';
  /** Text for the directory's package.json that makes `.ts` files modules, where nothing speaks against it. */
  readonly packageText?: string;
}

/**
 * `.ts` files are modules where `package.json` says `"type": "module"`. A package.json that is not there yet, or that
 * only lists what was installed, may be made to say so; one that belongs to a program stays as it is.
 */
export const projectKind = (directory: string): ProjectKind => {
  const file = nearestPackage(directory);
  if (file === undefined) return { ending: '.ts', packageText: packageText({ private: true }) };
  const content = readPackage(file);
  if (content?.type === 'module') return { ending: '.ts' };
  const isOwn = dirname(file) === directory;
  if (content === undefined || !isOwn || !isFresh(content, directory)) return { ending: '.mts' };
  return { ending: '.ts', packageText: packageText(content) };
};

type Package = { readonly [key: string]: unknown };

const nearestPackage = (directory: string): string | undefined => {
  for (let at = directory; ; at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file)) return file;
    if (dirname(at) === at) return undefined;
  }
};

const readPackage = (file: string): Package | undefined => {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null ? (content as Package) : undefined;
  } catch {
    return undefined;
  }
};

const isFresh = (content: Package, directory: string): boolean =>
  !['type', 'main', 'bin', 'exports'].some((key) => key in content) &&
  !readdirSync(directory).some((name) => name.endsWith('.js'));

const packageText = (content: Package): string =>
  `${JSON.stringify({ ...content, type: 'module' }, null, 2)}\n`;

/** Whether files in a directory can import `mrunner`. */
export const canImportMrunner = (directory: string): boolean => {
  try {
    createRequire(join(directory, 'package.json')).resolve('mrunner');
    return true;
  } catch {
    return false;
  }
};
