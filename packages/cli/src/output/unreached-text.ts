import { mainContext } from '@mrunner/core';
import { loginAdvice, type Refreshed, type Sweep } from '@mrunner/dispatcher';

/** Why nothing newer is known of a sweep on a cluster, and what to type; undefined when the cluster has answered. */
export const unreachedText = (
  { record }: Pick<Sweep, 'record'>,
  { trouble, wantsLogin }: Pick<Refreshed, 'trouble' | 'wantsLogin'>,
): string | undefined => {
  if (trouble === undefined) return undefined;
  const name = record.contexts[0]?.name ?? '';
  const login = wantsLogin ? `; ${loginAdvice(mainContext(record))}` : '';
  return `${name} can't be reached: ${trouble}${login}`;
};
