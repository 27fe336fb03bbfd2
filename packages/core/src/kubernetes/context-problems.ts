import type { Context } from '../contexts/context.ts';
import type { Resources } from '../experiments/experiment.ts';
import type { Problem } from '../problems/problem.ts';
import { gpuText } from '../resources/gpu.ts';
import { keyPath } from '../values/path-text.ts';
import { kubeSettings } from './kube-settings.ts';

/** What keeps runs from being submitted to Kubernetes in a context, as far as it says it itself. Images: `noImage`. */
export function kubeContextProblems(context: Context): readonly Problem[] {
  const path = keyPath('contexts', context.name);
  return [
    ...placeProblems(context),
    ...codeProblems(context),
    ...rootProblems(context),
    ...withoutMeaning(context).map(({ key, why, details }): Problem => {
      return { kind: 'conflict', path: `${path}.${key}`, message: why, details };
    }),
    ...kubeResourceProblems(context.resources, `${path}.resources`),
  ];
}

/** The problem that nothing says which image runs are started in. */
export const noImage = ({ name }: Pick<Context, 'name'>): Problem => ({
  kind: 'missing',
  path: `${keyPath('contexts', name)}.image`,
  message: 'expected the image that runs are started in, got none',
  details: ['write image: ghcr.io/lab/train:1.2; it needs sh and the interpreter of your script'],
});

function placeProblems({ name, storageDir }: Context): readonly Problem[] {
  if (storageDir.startsWith('/')) return [];
  return [
    {
      kind: 'value',
      path: `${keyPath('contexts', name)}.storage_dir`,
      message: `expected a path of the container that begins with /, got ${storageDir}`,
    },
  ];
}

function codeProblems(context: Context): readonly Problem[] {
  const { code, name } = context;
  const { codeDir, gitUrl } = kubeSettings(context);
  const path = `${keyPath('contexts', name)}.code`;
  if (code === 'in-place' && codeDir === undefined) {
    const message = 'the files of this machine are not in the container';
    const details = [
      'send a copy of them: code: snapshot, or --code snapshot',
      'or say where the image has the project: code_dir: /app',
    ];
    return [{ kind: 'conflict', path, message, details }];
  }
  if (code === 'git' && gitUrl === undefined) {
    const message = 'nothing says which repository is to be cloned';
    const details = ['write git_url: https://… or git@host:…, as the cluster reaches it'];
    return [{ kind: 'missing', path, message, details }];
  }
  return [];
}

/** The node would refuse each container of it, long after it was submitted. */
function rootProblems(context: Context): readonly Problem[] {
  const { podSecurity, runAsUser } = kubeSettings(context);
  if (podSecurity !== 'restricted' || runAsUser !== 0) return [];
  return [
    {
      kind: 'conflict',
      path: `${keyPath('contexts', context.name)}.run_as_user`,
      message: 'pod_security: restricted keeps out root, who is user 0',
      details: ['write another number: run_as_user: 1000'],
    },
  ];
}

interface Meaningless {
  readonly key: string;
  readonly why: string;
  readonly details: readonly string[];
}

/** What is said of other places: nobody is to believe that it is in force here. */
function withoutMeaning(context: Context): readonly Meaningless[] {
  const { gpus, setup } = context;
  const { kueueQueue, canary } = kubeSettings(context);
  return [
    ...(gpus === undefined
      ? []
      : [
          {
            key: 'gpus',
            why: 'Kubernetes chooses the GPUs itself',
            details: ['how many each run gets: gpu: 1'],
          },
        ]),
    ...(setup.modulesToLoad.length === 0
      ? []
      : [
          {
            key: 'modules_to_load',
            why: 'images have no environment modules',
            details: ['put what runs need into the image'],
          },
        ]),
    ...(setup.link.length === 0
      ? []
      : [
          {
            key: 'link',
            why: 'the paths of this machine are not in the container',
            details: ['mount them: volumes: [{path: /data, claim: datasets}]'],
          },
        ]),
    ...(kueueQueue === undefined || canary === undefined
      ? []
      : [
          {
            key: 'canary',
            why: 'Kueue itself decides when a job starts, so that the rest could not be held back',
            details: ['leave out canary, or kueue_queue'],
          },
        ]),
  ];
}

/**
 * What a run asks for that Kubernetes has no word for.
 *
 * @param path of the map of resources, for messages
 */
export function kubeResourceProblems(
  { gpu, nodes = 1, ntasks = 1, partition, constraint }: Resources,
  path: string,
): readonly Problem[] {
  const found: (readonly [keyof Resources, string, string])[] = [];
  if (gpu?.type !== undefined) {
    found.push([
      'gpu',
      `Kubernetes counts GPUs, and knows no type ${gpu.type}`,
      `instead of ${gpuText(gpu)}: gpu: ${gpu.count}, and node_selector or gpu_resource for the type`,
    ]);
  }
  if (nodes > 1) found.push(['nodes', 'a run is one pod, on one node', 'a composite has many']);
  if (ntasks > 1)
    found.push(['ntasks', 'a run is one process', 'cpu: how many processors it gets']);
  if (partition !== undefined) {
    found.push(['partition', 'Kubernetes has no partitions', 'node_selector, or kueue_queue']);
  }
  if (constraint !== undefined) {
    found.push(['constraint', 'Kubernetes knows nodes by their labels', 'node_selector']);
  }
  return found.map(([name, message, instead]) => ({
    kind: 'conflict',
    path: `${path}.${name}`,
    message,
    details: [instead],
  }));
}
