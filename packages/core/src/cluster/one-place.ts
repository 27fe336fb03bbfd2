import type { Context } from '../contexts/context.ts';
import { type KubeSettings, kubeSettings } from '../kubernetes/kube-settings.ts';
import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import { slurmSettings } from '../slurm/slurm-settings.ts';
import { workStorage } from '../slurm/work-directory.ts';

/**
 * The first of the contexts of a sweep, when all of them are one place: a sweep has one home and one directory on a cluster. They may differ in partition,
 * resources, image and set-up.
 */
export function onePlace(contexts: readonly Context[]): Result<Context> {
  const [first, ...others] = contexts;
  if (first === undefined) throw new Error('Internal error: a sweep without a context');
  const problems = others.flatMap((other) => differences(first, other));
  return problems.length === 0 ? ok(first) : fail(...problems);
}

function differences(first: Context, other: Context): readonly Problem[] {
  if (first.backend === 'local' && other.backend === 'local') return [];
  return aspects
    .filter(({ of }) => of(first) !== of(other))
    .slice(0, 1)
    .map(({ name, of }) => ({
      kind: 'conflict',
      path: `contexts.${other.name}`,
      message: `one sweep can't be in two places: ${name} of ${first.name} is ${of(first) ?? 'not given'}, of ${other.name} ${of(other) ?? 'not given'}`,
      details: [
        'its contexts may differ in partition, resources and set-up; start one sweep for each place',
      ],
    }));
}

const onKubernetes = (context: Context): KubeSettings | undefined =>
  context.backend === 'kubernetes' ? kubeSettings(context) : undefined;

const aspects: readonly { name: string; of: (context: Context) => string | undefined }[] = [
  { name: 'backend', of: ({ backend }) => backend },
  { name: 'slurm_url', of: (context) => slurmSettings(context).url },
  { name: 'the storage directory', of: workStorage },
  { name: 'cmd_type', of: (context) => slurmSettings(context).cmdType },
  { name: 'kubeconfig', of: (context) => onKubernetes(context)?.kubeconfig },
  { name: 'kube_context', of: (context) => onKubernetes(context)?.kubeContext },
  { name: 'namespace', of: (context) => onKubernetes(context)?.namespace },
  { name: 'pvc', of: (context) => onKubernetes(context)?.pvc },
];
