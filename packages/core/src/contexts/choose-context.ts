import type { ConfigFile, NamedContext } from './parse-config.ts';

/**
 * The context to use when the experiment names none: the flag's, else `current_context` of the project's file, then of
 * the user's, else the only context of the project's file, else `local`.
 */
export const chooseContextName = (
  flag: string | undefined,
  project: ConfigFile | undefined,
  user: ConfigFile | undefined,
): NamedContext => {
  if (flag !== undefined) return { name: flag, path: '--context' };
  const current = project?.currentContext ?? user?.currentContext;
  if (current !== undefined) return current;
  const [only, another] = project?.contexts.keys() ?? [];
  const name = only === undefined || another !== undefined ? 'local' : only;
  return { name, path: 'context' };
};
