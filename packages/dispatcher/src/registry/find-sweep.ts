import { resolve } from 'node:path';
import { didYouMean, fail, ok, type Problem, type Result, shellCommand } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { listSweeps, type RegistryEntry, sweepsUnder } from './registry.ts';

/** Where somebody looks for a sweep from. */
export interface SearchPlace {
  /** The project directory: an absent selector means the newest sweep that was started under it. */
  readonly projectDirectory: string;
  /** What relative directories are relative to. */
  readonly cwd: string;
}

/**
 * The sweep that a user means: a directory, an id, a unique part of an id that has a letter in it, or nothing for the
 * newest of the project. None or several: a problem that lists the candidates.
 */
export function findSweep(
  host: Host,
  selector: string | undefined,
  place: SearchPlace,
): Result<RegistryEntry> {
  if (selector === undefined) return newestOf(host, place.projectDirectory);
  if (looksLikePath(selector)) return inDirectory(host, resolve(place.cwd, selector));
  const all = [...listSweeps(host)];
  const exact = all.find((entry) => entry.id === selector);
  if (exact !== undefined) return ok(exact);
  const matches = /[a-z]/i.test(selector)
    ? all.filter((entry) => entry.id.includes(selector.toLowerCase()))
    : [];
  const [only, ...others] = matches;
  if (only !== undefined && others.length === 0) return ok(only);
  if (only !== undefined) return fail(ambiguous(selector, matches));
  const directory = resolve(place.cwd, selector);
  if (host.files.stat(directory)?.directory) return inDirectory(host, directory);
  return fail(unknown(selector, all));
}

const looksLikePath = (selector: string): boolean => /^[.~]?\/|^\.\.?$|^\.\.\/|\/$/.test(selector);

function newestOf(host: Host, projectDirectory: string): Result<RegistryEntry> {
  let other: RegistryEntry | undefined;
  for (const entry of listSweeps(host)) {
    if (isUnder(entry.projectDirectory, projectDirectory)) return ok(entry);
    other ??= entry;
  }
  return fail({
    kind: 'missing',
    path: 'sweep',
    message: `no sweep was started in ${projectDirectory}`,
    details: [
      ...(other === undefined
        ? []
        : [`the newest of all: ${other.id} in ${other.projectDirectory}`]),
      'list all: mrun list',
      'start one: mrun run SPEC',
    ],
  });
}

const isUnder = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(`${directory.replace(/\/$/, '')}/`);

function inDirectory(host: Host, directory: string): Result<RegistryEntry> {
  const here = [...sweepsUnder(host, directory)];
  const [only, ...others] = here;
  if (only !== undefined && others.length === 0) return ok(only);
  if (only !== undefined) return fail(ambiguous(directory, here));
  return fail({
    kind: 'missing',
    path: 'sweep',
    message: `there is no sweep in ${directory}`,
    details: ['list all: mrun list'],
  });
}

const shown = 8;

const ambiguous = (selector: string, matches: readonly RegistryEntry[]): Problem => ({
  kind: 'conflict',
  path: 'sweep',
  message: `${selector} fits ${matches.length} sweeps; write more of the id`,
  details: matches.slice(0, shown).map(line),
});

function unknown(selector: string, all: readonly RegistryEntry[]): Problem {
  const suggestion = didYouMean(
    selector,
    all.flatMap(({ id }) => [id, id.replace(/^\d+-\d+-/, '')]),
  );
  return {
    kind: 'missing',
    path: 'sweep',
    message: `no sweep has ${selector} in its id`,
    ...(suggestion !== undefined && { suggestion }),
    details:
      all.length === 0
        ? ['there are none yet: mrun run SPEC']
        : [
            ...all.slice(0, shown).map(line),
            `look in names, tags, notes and results: ${shellCommand(['mrun', 'list', selector])}`,
          ],
  };
}

const line = (entry: RegistryEntry): string => `${entry.id}  ${entry.project} · ${entry.name}`;
