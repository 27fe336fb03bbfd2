import { mainContext } from '@mrunner/core';
import { loginAdvice, type Refreshed, type Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { clockText } from '../output/durations.ts';
import { ageText } from '../output/sweep-header.ts';

const goneText = (directory: string): string =>
  `files of it are gone there: ${directory}; what had not been recorded will read as unknown when its job has ended`;

/**
 * How old what is known of a sweep is, and why: `known as of 16:02 (4 min ago): ssh: connect to host login.hpc port 22: timed out`.
 * Undefined when it is what the cluster says now.
 */
export const ageLine = (
  { host }: Pick<Cli, 'host'>,
  { record }: Pick<Sweep, 'record'>,
  { asOf, trouble, wantsLogin, gone, lacks }: Refreshed,
): string | undefined => {
  const more = [
    ...(lacks === undefined ? [] : [lacks]),
    ...(gone === undefined ? [] : [goneText(gone)]),
  ];
  if (trouble === undefined) return more.length === 0 ? undefined : more.join('; ');
  const name = record.contexts[0]?.name ?? '';
  const age =
    asOf === undefined
      ? `nothing is known from ${name} yet`
      : `known as of ${clockText(asOf)} (${ageText(host.clock.now() - asOf)} ago)`;
  const login = wantsLogin ? `; ${loginAdvice(mainContext(record))}` : '';
  return [`${age}: ${trouble}${login}`, ...(lacks === undefined ? [] : [lacks])].join('; ');
};
