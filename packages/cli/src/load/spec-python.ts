import { dirname, resolve } from 'node:path';
import { shellQuote } from '@mrunner/core';
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
  if (program === undefined) return undefined;
  const edit = `mrun context edit ${shellQuote(name)} --python /path/to/python3`;
  return {
    program,
    by: `python of the context ${name}`,
    instead: `To choose another one: ${edit}; it goes before active environments and MRUNNER_PYTHON`,
  };
};
