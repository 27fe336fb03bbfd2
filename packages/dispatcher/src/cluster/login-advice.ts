import type { Context } from '@mrunner/core';
import { loginCommand } from '../place/place-problem.ts';

/** What a person is to do where a cluster does not know who asks. With Kubernetes that is between the cluster and `kubectl`. */
export const loginAdvice = ({ name, backend }: Pick<Context, 'name' | 'backend'>): string =>
  backend === 'kubernetes'
    ? 'log in as the cluster wants it, so that kubectl works again'
    : `type: ${loginCommand(name)}`;
