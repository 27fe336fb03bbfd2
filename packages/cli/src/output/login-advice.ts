import { isKubernetes, loginCommand, type Sweep } from '@mrunner/dispatcher';

/** What helps where a cluster wants its user to log in: of Kubernetes only the user's own tools know how. */
export const loginAdvice = ({ record }: Pick<Sweep, 'record'>): string =>
  isKubernetes({ record })
    ? 'log in as the cluster wants it, so that kubectl works again'
    : `type: ${loginCommand(record.contexts[0]?.name ?? '')}`;
