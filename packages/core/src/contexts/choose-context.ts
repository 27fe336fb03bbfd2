import type { ConfigFile, NamedContext } from './parse-config.ts';
import { type Settings, settingValue } from './setting.ts';

/**
 * The context to use when the experiment names none: the flag's, else `current_context` of the project's file, then of
 * the user's, else the only context of the project's file if it is on this machine, else `local`. Nothing is ever sent
 * to a cluster that nobody named.
 */
export const chooseContextName = (
  flag: string | undefined,
  project: ConfigFile | undefined,
  user: ConfigFile | undefined,
): NamedContext => {
  if (flag !== undefined) return { name: flag, path: '--context' };
  const current = project?.currentContext ?? user?.currentContext;
  if (current !== undefined) return current;
  const [only, another] = project?.contexts ?? [];
  const isOnly = only !== undefined && another === undefined;
  return { name: isOnly && isLocal(only[1], project, user) ? only[0] : 'local', path: 'context' };
};

const isLocal = (settings: Settings, ...files: readonly (ConfigFile | undefined)[]): boolean => {
  const said = [settings, ...files.map((file) => file?.defaults ?? new Map())];
  const backends = said.map((given) => settingValue(given, 'backend'));
  return (backends.find((backend) => backend !== undefined) ?? 'local') === 'local';
};
