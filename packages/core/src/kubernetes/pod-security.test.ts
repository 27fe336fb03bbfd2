import { expect, test } from 'vitest';
import { podRefusal } from './pod-refusal.ts';
import { podSecurity } from './pod-security.ts';

test('nothing is given up and nobody named, unless a context says so', () => {
  expect(podSecurity({})).toEqual({ pod: {}, container: {} });
  expect(podSecurity({ runAsUser: 0, runAsGroup: 20, fsGroup: 30 })).toEqual({
    pod: { securityContext: { runAsUser: 0, runAsGroup: 20, fsGroup: 30 } },
    container: {},
  });
});

test('the restricted profile is kept to as a whole', () => {
  expect(podSecurity({ podSecurity: 'restricted' })).toEqual({
    pod: { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } },
    container: {
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    },
  });
});

const forbidden = (why: string): string => `pods "mr-trial" is forbidden: ${why}`;

// As Kubernetes 1.35.4 says them.
const broken =
  'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "main" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "main" must set securityContext.capabilities.drop=["ALL"]), restricted volume types (volume "h" uses restricted volume type "hostPath"), runAsNonRoot != true (pod or container "main" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "main" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")';

test('what a namespace has against a pod is told with the keys that mend it', () => {
  expect(podRefusal(forbidden(broken))).toEqual({
    message: 'the namespace takes only pods that keep to the profile restricted of Pod Security',
    details: [
      'write pod_security: restricted, and run_as_user: 1000 where the image would start as root',
      'volumes: host_path is not allowed there; use a claim',
    ],
  });
  const root =
    'violates PodSecurity "restricted:latest": runAsUser=0 (pod must not set runAsUser=0)';
  expect(podRefusal(forbidden(root))?.details).toEqual([
    'run_as_user: 0 is root; write another one',
  ]);
});

test('other refusals of pods are told in the words of the server', () => {
  for (const why of [
    'no PriorityClass with name nope was found',
    'error looking up service account default/nope: serviceaccount "nope" not found',
    'maximum memory usage per Container is 100Mi, but limit is 1Gi',
  ]) {
    expect(podRefusal(forbidden(why))?.message).toBe(`a pod of it is not allowed there: ${why}`);
  }
});

test.each([
  'pods is forbidden: User "ann" cannot create resource "pods" in API group "" in the namespace "ml"',
  forbidden('exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0'),
])('that one may not ask, or not now, is nothing against a pod: %s', (message) => {
  expect(podRefusal(message)).toBeUndefined();
});

test('what a quota wants to know of each pod is told with the keys that say it', () => {
  const why = 'failed quota: compute: must specify limits.cpu for: main; requests.memory for: main';
  expect(podRefusal(forbidden(why))).toEqual({
    message: `a pod of it is not allowed there: ${why}`,
    details: [
      'write resources: { mem: 4G }',
      'write devices: { cpu: 2 }, the most that a run may have',
    ],
  });
});
