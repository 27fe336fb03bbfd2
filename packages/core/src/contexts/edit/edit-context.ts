import { fail, ok, type Problem, type Result } from '../../problems/problem.ts';
import type { YamlChange } from '../../yaml/edit/yaml-change.ts';
import { givenByFlags } from '../given.ts';
import { isRemote } from '../make-absolute.ts';
import { mergeContext } from '../merge-context.ts';
import { overlay } from '../overlay.ts';
import { type ConfigFile, parseConfig } from '../parse-config.ts';
import { parseSettings } from '../parse-settings.ts';
import { type Setting, type Settings, settingValue } from '../setting.ts';
import { checkConfig, type EditedFile, sourcesWith } from './check-config.ts';
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
  const parsed = parseConfig(bare.ok ? bare.value : file.text, file);
  if (!parsed.ok) return fail(...asTyped(problems), ...parsed.problems);

  const merged = mergeWished(file, parsed.value, name, flags.settings);
  if (!merged.ok) problems.push(...merged.problems);
  if (!bare.ok || !merged.ok || problems.length > 0) return fail(...asTyped(problems));

  const written = (setting: Setting): unknown => writtenValue(setting, wish.inFile, merged.value);
  const { settings } = flags;
  const changes =
    raw === undefined
      ? newContext(file, parsed.value, name, settings, written)
      : settingChanges(name, rawContexts(bare.value).get(name) ?? {}, settings, written);
  const changed = changeConfig(bare.value, changes);
  if (!changed.ok) return changed;
  const checked = checkConfig(file, changed.value, [name]);
  return checked.ok ? changed : checked;
};

/** Merges the context as it would be. Answers whether it is on another machine. */
const mergeWished = (
  file: EditedFile,
  parsed: ConfigFile,
  name: string,
  settings: Settings,
): Result<boolean> => {
  const own = overlay(parsed.contexts.get(name) ?? new Map(), settings);
  const contexts = new Map([...parsed.contexts, [name, own]]);
  const sources = sourcesWith(file, { ...parsed, contexts });
  const merged = mergeContext({ name, path: `contexts.${name}` }, sources);
  if (!merged.ok) return merged;
  const { backend, slurm } = merged.value.context;
  return ok(backend === 'kubernetes' || slurm.slurm_url !== undefined || isRemote(own));
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
