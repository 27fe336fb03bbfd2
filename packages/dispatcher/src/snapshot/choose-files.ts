import { basename, join, relative, resolve } from 'node:path';
import { isDotenvName, isSweepId } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { stateDirectory } from '../registry/registry.ts';
import type { CodeSource } from './code-source.ts';
import { gitFiles } from './git-files.ts';
import { ignoreRules } from './ignore-rules.ts';
import { ownIgnoreFile, rulesWithoutGit, walkCode } from './walk-code.ts';

/** Which files belong to the code of a project. */
export interface ChosenFiles {
  /** Where each file is, by its path in the code. */
  readonly sources: ReadonlyMap<string, string>;
  /** Paths that are left out since they may hold secrets. */
  readonly secret: readonly string[];
  /** Paths to be copied that do not exist, and those whose place is taken. */
  readonly missing: readonly string[];
  readonly taken: readonly string[];
}

/** Chooses the files of a project's code: what git would keep, then the project's own rules over that. */
export async function chooseFiles(host: Host, source: CodeSource): Promise<ChosenFiles> {
  const { directory, link } = source;
  const isOurs = ownPlaces(host, source);
  const isSecret = secretNames(host, source);
  const excluded = ignoreRules();
  excluded.add('', source.exclude.map((pattern) => pattern.replace(/^\.\//, '/')).join('\n'));
  const isLinked = (path: string): boolean =>
    link.some((linked) => path === linked || path.startsWith(`${linked}/`));
  const sources = new Map<string, string>();
  const secret: string[] = [];
  const add = (path: string, from: string): void => {
    if (isOurs(from) || isLinked(path)) return;
    if (isSecret(from)) secret.push(path);
    else sources.set(path, from);
  };
  for (const path of await ownFiles(host, directory)) {
    if (excluded.of(path) !== 'ignored') add(path, `${directory}/${path}`);
  }
  const missing: string[] = [];
  const taken: string[] = [];
  for (const named of source.pathsToCopy) {
    const from = resolve(directory, named);
    const inside = relative(directory, from);
    const isOutside = /^\.\.(\/|$)/.test(inside);
    const to = isOutside ? basename(from) : inside;
    const look = host.files.lookAt(from);
    if (look === undefined) missing.push(named);
    else if (isOutside && host.files.exists(join(directory, to))) taken.push(named);
    else if (look.kind !== 'directory') sources.set(to, from);
    else for (const path of everything(host, from)) add(join(to, path), `${from}/${path}`);
  }
  return { sources, secret, missing, taken };
}

/** What git keeps of a directory, or would, as `.mrunnerignore` files change it. */
async function ownFiles(host: Host, directory: string): Promise<Iterable<string>> {
  const own = ignoreRules();
  const listed = await gitFiles(host, directory);
  if (listed === undefined) return walkCode(host, directory, rulesWithoutGit(host, directory, own));
  const files = new Set(
    [ownIgnoreFile, ...listed].filter((path) => basename(path) === ownIgnoreFile),
  );
  const byDepth = [...files].sort((a, b) => a.split('/').length - b.split('/').length);
  for (const file of byDepth) {
    const text = host.files.read(`${directory}/${file}`);
    own.add(file.slice(0, -ownIgnoreFile.length - 1), text ?? '');
  }
  if (!own.bringsBack()) return listed.filter((path) => own.of(path) !== 'ignored');
  const isListed = new Set(listed);
  const isIgnored = (path: string): boolean => !path.endsWith('/') && !isListed.has(path);
  return walkCode(host, directory, { own, isIgnored });
}

const everything = (host: Host, directory: string): Iterable<string> =>
  walkCode(host, directory, { own: null, isIgnored: () => false });

/** Whether a path is where sweeps are kept, and what mrunner knows of them. */
function ownPlaces(host: Host, { directory, storage }: CodeSource): (path: string) => boolean {
  const root = host.files.realPath(directory) ?? directory;
  const places = [...storage, stateDirectory(host)].flatMap((place) => {
    const real = host.files.realPath(place) ?? place;
    // By the name that it has below the project, whatever links lead to either.
    return real.startsWith(`${root}/`) ? [place, directory + real.slice(root.length)] : [place];
  });
  return (path) =>
    places.some(
      (place) =>
        path.startsWith(`${place}/`) &&
        // A project that lies in its storage directory, or is it, holds more than sweeps.
        (place.startsWith(`${directory}/`) || path.split('/').some(isSweepId)),
    );
}

function secretNames(host: Host, { secretFiles }: CodeSource): (path: string) => boolean {
  const real = secretFiles.map((file) => host.files.realPath(file));
  const files = new Set([...secretFiles, ...real]);
  return (path) => isDotenvName(path) || files.has(path) || hasRealPath(host, path, files);
}

/** Only a link can be a secret file by another name. */
const hasRealPath = (host: Host, path: string, files: ReadonlySet<string | undefined>): boolean =>
  files.size > 0 &&
  host.files.lookAt(path)?.kind === 'link' &&
  files.has(host.files.realPath(path));
