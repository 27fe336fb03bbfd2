import { fail, ok, type Problem, type Result } from '../../problems/problem.ts';
import { type ContextSources, mergeContext } from '../merge-context.ts';
import { type ConfigFile, type ConfigLocation, parseConfig } from '../parse-config.ts';

/** A file of contexts to edit, and what its contexts are merged with. */
export interface EditedFile extends ConfigLocation {
  /** Empty for a file that there is not yet. */
  readonly text: string;
  /** The place of the file among the sources; what stands there is replaced by what the text says. */
  readonly layer: 'project' | 'user';
  readonly sources: Omit<ContextSources, 'flags'>;
}

/**
 * Whether a text may take the place of a file: it must be read without a problem, and no context may get one by it. Those
 * that were not usable before may stay so.
 *
 * @param names contexts that must be usable
 */
export const checkConfig = (
  before: EditedFile,
  text: string,
  names: readonly string[],
): Result<ConfigFile> => {
  const parsed = parseConfig(text, before);
  if (!parsed.ok) return parsed;
  const old = parseConfig(before.text, before);
  const problems = [...new Set([...names, ...parsed.value.contexts.keys()])].flatMap((name) => {
    const found = problemsOf(before, parsed.value, name);
    const wasWrong = old.ok && problemsOf(before, old.value, name).length > 0;
    return wasWrong && !names.includes(name) ? [] : found;
  });
  return problems.length > 0 ? fail(...problems) : ok(parsed.value);
};

/** The sources with a file in its place. */
export const sourcesWith = ({ layer, sources }: EditedFile, file: ConfigFile): ContextSources =>
  layer === 'project' ? { ...sources, project: file } : { ...sources, user: file };

const problemsOf = (edited: EditedFile, file: ConfigFile, name: string): readonly Problem[] => {
  const merged = mergeContext({ name, path: `contexts.${name}` }, sourcesWith(edited, file));
  return merged.ok ? [] : merged.problems;
};
