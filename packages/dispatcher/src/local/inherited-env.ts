import { runVariables } from '@mrunner/core';

type Env = { readonly [name: string]: string | undefined };

/**
 * What processes inherit from the launcher: its environment without what was meant for the launcher itself (it may be a
 * run of another sweep), and with the PATH of the submission.
 */
export function inheritedEnv(env: Env, searchPath: string): { [name: string]: string } {
  const inherited: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !isOfLauncher(name)) inherited[name] = value;
  }
  return { ...inherited, PATH: searchPath };
}

const isOfLauncher = (name: string): boolean =>
  name.startsWith('MRUNNER_') || name === runVariables.resourceDir || name === runVariables.debug;
