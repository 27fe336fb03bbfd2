/** Why a namespace takes no pod, for people. */
export interface PodRefusal {
  readonly message: string;
  readonly details: readonly string[];
}

/**
 * What a server says against a pod that it was asked about, and what to write so that it takes it. Undefined where it says nothing of the
 * pod itself: the user may not ask, or a quota is used up for now.
 *
 * @param message of an answer 403
 */
export function podRefusal(message: string): PodRefusal | undefined {
  const [, why] = /^pods "[^"]*" is forbidden: (.*)$/s.exec(message) ?? [];
  if (why === undefined || /^(exceeded|insufficient) quota/.test(why)) return undefined;
  const [, profile, list = ''] = /^violates PodSecurity "([a-z]+):[^"]*": (.*)$/s.exec(why) ?? [];
  if (profile === undefined) {
    const unsaid = /^failed quota: [^:]*: must specify (.*)$/s.exec(why)?.[1];
    const details =
      unsaid === undefined
        ? []
        : amounts.flatMap(([pattern, words]) => (pattern.test(unsaid) ? [words] : []));
    return { message: `a pod of it is not allowed there: ${why}`, details };
  }
  const found = rules.filter(([pattern]) => pattern.test(list)).map(([, words]) => words);
  return {
    message: `the namespace takes only pods that keep to the profile ${profile} of Pod Security`,
    details: found.length > 0 ? found : [list],
  };
}

const amounts: readonly (readonly [RegExp, string])[] = [
  [/(^| )(requests\.)?cpu for/, 'write resources: { cpu: 1 }'],
  [/(^| )((requests|limits)\.)?memory for/, 'write resources: { mem: 4G }'],
  [/limits\.cpu for/, 'write devices: { cpu: 2 }, the most that a run may have'],
];

const rules: readonly (readonly [RegExp, string])[] = [
  [
    /allowPrivilegeEscalation|unrestricted capabilities|runAsNonRoot|seccompProfile/,
    'write pod_security: restricted, and run_as_user: 1000 where the image would start as root',
  ],
  [/runAsUser=0/, 'run_as_user: 0 is root; write another one'],
  [/hostPath/, 'volumes: host_path is not allowed there; use a claim'],
];
