import type { Context, Problem } from '@mrunner/core';
import { type KubernetesLook, lookOver } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { resourcesText } from '../output/sweep-words.ts';
import type { ClusterFindings } from './check-cluster.ts';
import type { Finding } from './finding.ts';

/** Checks a Kubernetes context step by step, up to whether the cluster would take its very Job. Nothing is left there. */
export async function checkKubernetesContext(cli: Cli, context: Context): Promise<ClusterFindings> {
  const about = (what: string): string => `${context.name} ${what}`;
  const look = await lookOver(cli.host, context);
  if (!look.ok) {
    // A kubeconfig that is no good is a mistake; nobody was asked.
    const isReached = look.problems.every(({ kind }) => kind !== 'unreachable');
    return { findings: [toMend(about('cluster'), look.problems)], isReached };
  }
  const { title, server, version, milliseconds, problems } = look.value;
  return {
    findings: [
      {
        state: 'ok',
        about: about('cluster'),
        text: `${server} answers, in ${(milliseconds / 1000).toFixed(1)} s: Kubernetes ${version}; ${title}`,
      },
      ...permissionFindings(about('permissions'), look.value),
      ...quotaFindings(about('quota'), look.value),
      problems.length > 0
        ? toMend(about('job'), problems)
        : { state: 'ok', about: about('job'), text: takenText(context) },
      ...droppedFindings(about('fields'), look.value),
    ],
    isReached: true,
  };
}

const takenText = ({ resources, kubernetes }: Context): string => {
  const asked = resourcesText(resources);
  return `the cluster takes it: image ${String(kubernetes.image)}${asked === '' ? '' : `, ${asked} each`}`;
};

const toMend = (about: string, problems: readonly Problem[]): Finding => ({
  state: 'mend',
  about,
  text: problems
    .map(({ path, message, details = [] }) => [`${path}: ${message}`, ...details].join('\n'))
    .join('\n'),
});

const permissionFindings = (about: string, { lacking }: KubernetesLook): readonly Finding[] => {
  if (lacking === undefined) {
    return [{ state: 'note', about, text: 'the cluster does not say what you may do' }];
  }
  if (lacking.length === 0) return [{ state: 'ok', about, text: 'you may do all that runs need' }];
  const isVital = lacking.some((it) => it.isVital);
  const lines = lacking.map(
    ({ verb, resource, neededFor }) => `you may not ${verb} ${resource}, for ${neededFor}`,
  );
  const role = isVital ? ['docs/kubernetes.md has the Role that somebody must give you'] : [];
  return [{ state: isVital ? 'mend' : 'note', about, text: [...lines, ...role].join('\n') }];
};

const quotaFindings = (about: string, { usedUp }: KubernetesLook): readonly Finding[] =>
  usedUp.length === 0
    ? []
    : [{ state: 'note', about, text: [...usedUp, 'runs wait until others end'].join('\n') }];

const droppedFindings = (about: string, { dropped }: KubernetesLook): readonly Finding[] =>
  dropped.length === 0
    ? []
    : [
        {
          state: 'note',
          about,
          text: `this cluster passes over ${dropped.join(', ')}: it is older than they are, or they are switched off`,
        },
      ];
