import type { Problem } from '../problems/problem.ts';
import { givenPlainly } from './given.ts';
import type { ParsedSettings } from './parse-settings.ts';
import { parseSetting, type Setting, settingId } from './setting.ts';

/** Variables of the environment, by name. */
export interface Variables {
  readonly [name: string]: string | undefined;
}

/**
 * What the variables of the old dispatcher say of a Slurm context: where to ssh (`PLGRID_HOST`, with `PLGRID_USERNAME`
 * before it when that is set), and the directory there (`MRUNNER_SCRATCH_SPACE`).
 *
 * @param directory where a relative path starts
 */
export const plgridSettings = (
  variables: Variables,
  directory: string,
): Pick<ParsedSettings, 'settings' | 'problems'> => {
  const settings = new Map<string, Setting>();
  const problems: Problem[] = [];
  const read = (key: 'slurm_url' | 'storage_dir', value: string, names: readonly string[]) => {
    const text = names.join(' and ');
    const origin = { layer: 'variable', text: `variable ${text}`, directory } as const;
    const parsed = parseSetting(key, givenPlainly(value, text), origin);
    if (parsed.ok) settings.set(settingId(key), parsed.value);
    else problems.push(...parsed.problems);
  };
  const { PLGRID_USERNAME: user, PLGRID_HOST: host, MRUNNER_SCRATCH_SPACE: scratch } = variables;
  // A host alone may have its user in front already.
  if (host && user && !host.includes('@')) {
    read('slurm_url', `${user}@${host}`, ['PLGRID_USERNAME', 'PLGRID_HOST']);
  } else if (host) read('slurm_url', host, ['PLGRID_HOST']);
  if (scratch) read('storage_dir', scratch, ['MRUNNER_SCRATCH_SPACE']);
  return { settings, problems };
};
