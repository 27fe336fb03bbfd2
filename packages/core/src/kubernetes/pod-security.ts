import type { KubeSettings } from './kube-settings.ts';
import type { Container, PodSpec } from './objects/pod.ts';

/** As whom a pod of a context works, and what it gives up; what is not said is left to the image and the cluster. */
export interface PodSecurity {
  readonly pod: Pick<PodSpec, 'securityContext'>;
  readonly container: Pick<Container, 'securityContext'>;
}

/**
 * The security contexts that a context asks for. Nothing is given up by itself: images that use sudo, or drivers that set capabilities,
 * would break by it, and clusters that want it say so.
 */
export function podSecurity({
  runAsUser,
  runAsGroup,
  fsGroup,
  podSecurity: profile,
}: Pick<KubeSettings, 'runAsUser' | 'runAsGroup' | 'fsGroup' | 'podSecurity'>): PodSecurity {
  const isRestricted = profile === 'restricted';
  const pod = {
    ...(runAsUser !== undefined && { runAsUser }),
    ...(runAsGroup !== undefined && { runAsGroup }),
    ...(fsGroup !== undefined && { fsGroup }),
    ...(isRestricted && {
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' } as const,
    }),
  };
  const container = isRestricted
    ? { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }
    : undefined;
  return {
    pod: Object.keys(pod).length > 0 ? { securityContext: pod } : {},
    container: container === undefined ? {} : { securityContext: container },
  };
}
