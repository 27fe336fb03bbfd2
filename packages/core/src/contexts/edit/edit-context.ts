import { fail, type Problem, type Result } from '../../problems/problem.ts';
import type { YamlChange } from '../../yaml/edit/yaml-change.ts';
import { givenByFlags } from '../given.ts';
import { isRemote } from '../make-absolute.ts';
import { mergeContext } from '../merge-context.ts';
import { overlay } from '../overlay.ts';
import { type ConfigFile, readConfig } from '../parse-config.ts';
import { parseSettings } from '../parse-settings.ts';
import { type Setting, type Settings, settingValue } from '../setting.ts';
import { checkConfig, type EditedFile, knownProblems, sourcesWith } from './check-config.ts';
import { removals, settingChanges } from './context-changes.ts';
import { changeConfig, rawContexts } from './edit-config.ts';
import { writtenValue } from './written-value.ts';

/** What a context is to become. */
export interface ContextWish {
  readonly name: string;
  /** What flags say, by the names of keys: a text, a list, or a map for `env`. */
  readonly flags: { readonly [key: string]: unknown };
  /** Keys to take out. */
  readonly unset: readonly string[];
  /** How a path on this machine that was typed is written in the file. */
  readonly inFile: (path: string) => string;
}

/**
 * The text of a file in which a context has other settings, or is there for the first time. Whatever would be wrong with it is
 * reported at once, and by the flag that it comes from.
 */
export const editContext = (file: EditedFile, wish: ContextWish): Result<string> => {
  const { name } = wish;
  const flags = parseSettings(givenByFlags(wish.flags), (key) => ({
    layer: 'context',
    text: `flag --${key}`,
    directory: file.directory,
  }));
  const raw = rawContexts(file.text).get(name);
  const removed = removals(name, raw ?? {}, wish.unset);
  const bare = changeConfig(file.text, removed.changes);
  const problems = [...flags.problems, ...removed.problems, ...(bare.ok ? [] : bare.problems)];
  const read = readConfig(bare.ok ? bare.value : file.text, file);
  if (!read.ok) return fail(...asTyped(problems), ...read.problems);
  const parsed = read.value.file;

  const merged = mergeWished(file, parsed, name, flags.settings);
  const known = knownProblems(file);
  problems.push(...merged.problems.filter((problem) => !known(problem)));
  if (!bare.ok || problems.length > 0) return fail(...asTyped(problems));

  const written = (setting: Setting): unknown =>
    writtenValue(setting, wish.inFile, merged.isRemote);
  const { settings } = flags;
  const changes =
    raw === undefined
      ? newContext(file, parsed, name, settings, written)
      : settingChanges(name, rawContexts(bare.value).get(name) ?? {}, settings, written);
  const changed = changeConfig(bare.value, changes);
  if (!changed.ok) return changed;
  const checked = checkConfig(file, changed.value, []);
  return checked.ok ? changed : checked;
};

/** Merges the context as it would be. Answers what is wrong with it, and whether it is on another machine. */
const mergeWished = (
  file: EditedFile,
  parsed: ConfigFile,
  name: string,
  settings: Settings,
): { readonly problems: readonly Problem[]; readonly isRemote: boolean } => {
  const own = overlay(parsed.contexts.get(name) ?? new Map(), settings);
  const contexts = new Map([...parsed.contexts, [name, own]]);
  const sources = sourcesWith(file, { ...parsed, contexts });
  const merged = mergeContext({ name, path: `contexts.${name}` }, sources);
  if (!merged.ok) return { problems: merged.problems, isRemote: isRemote(own) };
  const { backend, slurm } = merged.value.context;
  const isElsewhere = backend === 'kubernetes' || slurm.slurm_url !== undefined;
  return { problems: [], isRemote: isElsewhere || isRemote(own) };
};

const newContext = (
  { sources }: EditedFile,
  parsed: ConfigFile,
  name: string,
  settings: Settings,
  written: (setting: Setting) => unknown,
): readonly YamlChange[] => {
  const values: { [key: string]: unknown } = {};
  const defaults = [parsed, sources.project, sources.user].map((file) => file?.defaults);
  const isSaid = [settings, ...defaults].some((each) => each && settingValue(each, 'backend'));
  if (!isSaid) values.backend = 'local';
  for (const setting of settings.values()) {
    if (setting.entry === undefined) values[setting.name] = written(setting);
    else {
      const map = (values[setting.name] ?? {}) as { readonly [key: string]: unknown };
      values[setting.name] = { ...map, [setting.entry]: written(setting) };
    }
  }
  const isFirst = parsed.contexts.size === 0 && parsed.currentContext === undefined;
  return [
    { path: ['contexts', name], value: values },
    ...(isFirst ? [{ path: ['current_context'], value: name }] : []),
  ];
};

/** Flags have dashes. */
const asTyped = (problems: readonly Problem[]): readonly Problem[] =>
  problems.map((problem) =>
    problem.path.startsWith('--')
      ? { ...problem, path: problem.path.replace(/^--[\w]+/, (flag) => flag.replaceAll('_', '-')) }
      : problem,
  );
