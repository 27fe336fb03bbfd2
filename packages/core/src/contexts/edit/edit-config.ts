import type { Problem, Result } from '../../problems/problem.ts';
import { fail, ok } from '../../problems/problem.ts';
import { changeYaml, repeatInYaml } from '../../yaml/edit/change-yaml.ts';
import { documentOf } from '../../yaml/edit/document.ts';
import type { YamlChange } from '../../yaml/edit/yaml-change.ts';
import { isMapGiven } from '../given.ts';
import type { RawContext } from './place-of-key.ts';

/** The contexts of a file by name, as they are written; a file that is no YAML has none. */
export const rawContexts = (text: string): ReadonlyMap<string, RawContext> => {
  const document = documentOf(text);
  let data: unknown;
  try {
    data = document.errors.length > 0 ? null : document.toJS();
  } catch {
    // An alias of nothing: whoever reads the file properly says so.
    data = null;
  }
  const contexts = isMapGiven(data) && isMapGiven(data.contexts) ? data.contexts : {};
  return new Map(Object.entries(contexts).map(([name, raw]) => [name, isMapGiven(raw) ? raw : {}]));
};

/** Makes changes one after the other. What can't be changed alone is a problem. */
export const changeConfig = (text: string, changes: readonly YamlChange[]): Result<string> => {
  let changed = text;
  const problems: Problem[] = [];
  for (const change of changes) {
    const after = changeYaml(changed, change);
    if (after === undefined) problems.push(notAlone(change.path));
    else changed = after;
  }
  return problems.length > 0 ? fail(...problems) : ok(changed);
};

/** Repeats a context of a file under another name, with its comments. */
export const repeatContext = (text: string, name: string, copy: string): Result<string> => {
  const after = repeatInYaml(text, ['contexts', name], copy);
  if (after === undefined) return fail(notAlone(['contexts', name]));
  const repeatsName = rawContexts(after).get(copy)?.context_name === name;
  if (!repeatsName) return ok(after);
  return changeConfig(after, [{ path: ['contexts', copy, 'context_name'], value: copy }]);
};

const notAlone = (path: readonly string[]): Problem => ({
  kind: 'conflict',
  path: path.join('.'),
  message: 'it can not be changed by itself: an alias or a tag of YAML has part in it',
  details: ['change it in the file by hand'],
});
