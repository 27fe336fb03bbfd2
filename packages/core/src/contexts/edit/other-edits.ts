import { fail, type Problem, type Result } from '../../problems/problem.ts';
import { chooseContextName } from '../choose-context.ts';
import { checkConfig, type EditedFile, sourcesWith } from './check-config.ts';
import { changeConfig, rawContexts, repeatContext } from './edit-config.ts';

/** The text of a file in which a context stands once more under another name. */
export const copyContext = (file: EditedFile, name: string, copy: string): Result<string> => {
  if (rawContexts(file.text).has(copy)) return fail(taken(file, copy));
  const isHere = rawContexts(file.text).has(name);
  const after = isHere
    ? repeatContext(file.text, name, copy)
    : changeConfig(file.text, [{ path: ['contexts', copy], value: { backend: 'local' } }]);
  return checked(file, after, [copy]);
};

/**
 * The text of a file without a context.
 *
 * @param evenActive whether `current_context` may go with it
 */
export const deleteContext = (
  file: EditedFile,
  name: string,
  evenActive: boolean,
): Result<string> => {
  const parsed = checkConfig(file, file.text, []);
  const isActive = parsed.ok && parsed.value.file.currentContext?.name === name;
  if (isActive && !evenActive) return fail(active(file, name));
  const after = changeConfig(file.text, [
    { path: ['contexts', name], value: undefined },
    ...(isActive ? [{ path: ['current_context'], value: undefined }] : []),
  ]);
  return checked(file, after, [], (text) => {
    const left = checkConfig(file, text, []);
    if (!left.ok) return left.problems;
    const { project, user, builtIn } = sourcesWith(file, left.value.file);
    const used = chooseContextName(undefined, project, user).name;
    const isThere = [project, user, builtIn].some((each) => each?.contexts.has(used));
    return isThere ? [] : [stillNamed(file, name)];
  });
};

/** The text of a file whose `current_context` is this one. */
export const setActiveContext = (file: EditedFile, name: string): Result<string> =>
  checked(file, changeConfig(file.text, [{ path: ['current_context'], value: name }]), [name]);

const checked = (
  file: EditedFile,
  after: Result<string>,
  names: readonly string[],
  further: (text: string) => readonly Problem[] = () => [],
): Result<string> => {
  if (!after.ok) return after;
  const result = checkConfig(file, after.value, names);
  if (!result.ok) return result;
  const problems = further(after.value);
  return problems.length > 0 ? fail(...problems) : after;
};

/** The problem that there is a context of that name in the file already. */
export const taken = ({ file }: Pick<EditedFile, 'file'>, name: string): Problem => ({
  kind: 'conflict',
  path: `contexts.${name}`,
  message: `${file} has a context ${name} already`,
  details: [`change it: mrun context edit ${name}`, `remove it: mrun context delete ${name}`],
});

const active = ({ file }: EditedFile, name: string): Problem => ({
  kind: 'conflict',
  path: 'current_context',
  message: `${name} is the active context of ${file}`,
  details: ['choose another one: mrun context set-active NAME', 'or delete it all the same: --yes'],
});

const stillNamed = ({ layer }: EditedFile, name: string): Problem => ({
  kind: 'conflict',
  path: 'current_context',
  message: `${layer === 'user' ? "the project's file" : "the user's file"} says that ${name} is the active context`,
  details: ['choose another one: mrun context set-active NAME'],
});
