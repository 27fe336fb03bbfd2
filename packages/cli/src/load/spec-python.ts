import { dirname, resolve } from 'node:path';
import type { PythonChoice } from '@mrunner/core/load-spec';
import type { Cli } from '../cli.ts';
import { isPythonSpec, readConfigs } from './config-files.ts';
import { mergeUsedContexts } from './merge-contexts.ts';
import type { SweepFlags } from './sweep-flags.ts';

/** The Python that the sweep's own context names for specs; undefined when the spec needs none, or nobody names one. */
export const specPython = (cli: Cli, flags: SweepFlags): PythonChoice | undefined => {
  if (!isPythonSpec(flags.file)) return undefined;
  const configs = readConfigs(cli, dirname(resolve(cli.cwd, flags.file)), flags.config);
  const { byPosition, merged } = mergeUsedContexts(cli, configs, [], {
    flag: flags.context,
    flagName: flags.contextFlag,
    tagPlace: flags.tagPlace,
    settings: {},
  });
  const [name = ''] = byPosition;
  const program = merged.get(name)?.context.python;
  return program === undefined ? undefined : { program, by: `python of the context ${name}` };
};
