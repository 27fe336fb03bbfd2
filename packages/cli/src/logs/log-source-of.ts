import { isHere } from '@mrunner/core';
import { isKubernetes, type Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { LogSource } from './log-source.ts';
import { logsHere } from './logs-here.ts';
import { logsInPods } from './logs-in-pods.ts';
import { logsThere } from './logs-there.ts';

/** The source of a sweep's logs. It is to be closed. */
export const logSourceOf = (cli: Cli, sweep: Sweep): LogSource => {
  if (isKubernetes(sweep)) return logsInPods(cli, sweep);
  const [context] = sweep.record.contexts;
  return context === undefined || isHere(context)
    ? logsHere(cli, sweep)
    : logsThere(cli, sweep, context);
};
