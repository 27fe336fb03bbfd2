import { distinctProblems, fail, ok, type Problem, type Result } from '../../problems/problem.ts';
import { keyPath } from '../../values/path-text.ts';
import { type ContextSources, mergeContext } from '../merge-context.ts';
import { type ConfigFile, type ConfigLocation, readConfig } from '../parse-config.ts';

/** A file of contexts to edit, and what its contexts are merged with. */
export interface EditedFile extends ConfigLocation {
  /** Empty for a file that there is not yet. */
  readonly text: string;
  /** The place of the file among the sources; what stands there is replaced by what the text says. */
  readonly layer: 'project' | 'user';
  readonly sources: Omit<ContextSources, 'flags'>;
}

/**
 * Whether a text may take the place of a file: it must be YAML, and have no problem that the file did not have. What was wrong
 * before may stay so, since whoever mends one thing after the other gets nowhere else.
 *
 * @param names contexts that must be usable
 */
export const checkConfig = (
  before: EditedFile,
  text: string,
  names: readonly string[],
): Result<CheckedConfig> => {
  const now = readConfig(text, before);
  if (!now.ok) return now;
  const { file } = now.value;
  const known = knownProblems(before);
  const isOfNamed = ({ path }: Problem): boolean =>
    names.some((name) => path === placeOf(name) || /^[.[]/.test(after(path, placeOf(name))));
  const all = distinctProblems([
    ...now.value.problems,
    ...[...new Set([...names, ...file.contexts.keys()])].flatMap((name) =>
      mergeProblems(before, file, name),
    ),
  ]);
  const fresh = all.filter((problem) => isOfNamed(problem) || !known(problem));
  return fresh.length > 0 ? fail(...fresh) : ok({ file, left: all });
};

/** A text that may take the place of a file. */
export interface CheckedConfig {
  readonly file: ConfigFile;
  /** What is wrong with it, and was so before. */
  readonly left: readonly Problem[];
}

/** Tells which problems a file has before it is changed, wherever its lines go. */
export const knownProblems = (before: EditedFile): ((problem: Problem) => boolean) => {
  const old = readConfig(before.text, before);
  if (!old.ok) return () => false;
  const { file, problems } = old.value;
  const merged = [...file.contexts.keys()].flatMap((name) => mergeProblems(before, file, name));
  const known = new Set([...problems, ...merged].map(sameAs));
  return (problem) => known.has(sameAs(problem));
};

/** What a path has behind another one that it begins with. */
const after = (path: string, start: string): string =>
  path.startsWith(start) ? path.slice(start.length) : '';

/** What two problems have in common that are one, before and after a change. */
const sameAs = ({ kind, path, message }: Problem): string => JSON.stringify([kind, path, message]);

const placeOf = (name: string): string => keyPath('contexts', name);

/** The sources with a file in its place. */
export const sourcesWith = ({ layer, sources }: EditedFile, file: ConfigFile): ContextSources =>
  layer === 'project' ? { ...sources, project: file } : { ...sources, user: file };

const mergeProblems = (edited: EditedFile, file: ConfigFile, name: string): readonly Problem[] => {
  const merged = mergeContext({ name, path: placeOf(name) }, sourcesWith(edited, file));
  return merged.ok ? [] : merged.problems;
};
