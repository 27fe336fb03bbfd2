import type { Context } from '../contexts/context.ts';
import { kubeContextProblems, noImage } from '../kubernetes/context-problems.ts';
import { kubeSettings } from '../kubernetes/kube-settings.ts';
import type { Problem } from '../problems/problem.ts';
import { slurmContextProblems } from '../slurm/slurm-context-problems.ts';
import { onePlace } from './one-place.ts';

/**
 * What keeps a sweep from being started in its contexts, as far as they say it themselves.
 *
 * @param hasImage the command line names the image of every run
 */
export function clusterContextProblems(
  contexts: readonly Context[],
  { hasImage = false }: { readonly hasImage?: boolean } = {},
): readonly Problem[] {
  if (contexts.length === 0) return [];
  const place = onePlace(contexts);
  return [
    ...(place.ok ? [] : place.problems),
    ...contexts.flatMap((context) => ownProblems(context, hasImage)),
  ];
}

function ownProblems(context: Context, hasImage: boolean): readonly Problem[] {
  if (context.backend === 'kubernetes') {
    const isMissing = !hasImage && kubeSettings(context).image === undefined;
    return [...(isMissing ? [noImage(context)] : []), ...kubeContextProblems(context)];
  }
  return [
    ...(context.code === 'git' ? [noClone(context)] : []),
    ...(context.backend === 'slurm' ? slurmContextProblems(context) : []),
  ];
}

const noClone = ({ name, backend }: Context): Problem => ({
  kind: 'conflict',
  path: `contexts.${name}.code`,
  message: `commits are cloned on Kubernetes only, and ${name} is ${backend}`,
  details: ['a copy of the files as they are: code: snapshot'],
});
