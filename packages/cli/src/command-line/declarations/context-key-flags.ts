import { clusterKeyFlags } from './cluster-key-flags.ts';
import { commonKeyFlags } from './common-key-flags.ts';
import { kubernetesKeyFlags } from './kubernetes-key-flags.ts';

/** Every key of a context as a flag. */
export const contextKeyFlags = {
  ...commonKeyFlags,
  ...clusterKeyFlags,
  ...kubernetesKeyFlags,
} as const;
