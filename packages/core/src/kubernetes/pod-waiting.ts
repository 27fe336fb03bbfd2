import type { ContainerStatus, Pod } from './objects/pod.ts';
import { unschedulableText } from './unschedulable-text.ts';

/** Why a pod does not run yet. */
export interface PodWaiting {
  /** For people: `its image lab/train:2 can't be pulled: manifest unknown`. */
  readonly text: string;
  /** It will not start before somebody mends something. */
  readonly never: boolean;
}

/** Why a pod that has not begun waits; undefined where Kubernetes says nothing of it, as of one that is about to start. */
export function podWaiting(pod: Pod): PodWaiting | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const waiting = [...initContainerStatuses, ...containerStatuses].flatMap(
    (status) => ofContainer(status, pod) ?? [],
  );
  return waiting.find(({ never }) => never) ?? waiting[0] ?? unscheduled(pod);
}

/** The usual steps, of which there is nothing to tell. */
const usual: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

function ofContainer({ name, state }: ContainerStatus, pod: Pod): PodWaiting | undefined {
  const { reason = '', message = '' } = state?.waiting ?? {};
  if (reason === '' || usual.has(reason)) return undefined;
  const image = imageOf(pod, name);
  switch (reason) {
    case 'InvalidImageName':
      return { text: `${image} is no name of an image`, never: true };
    case 'ErrImageNeverPull':
      return {
        text: `its image ${image} is not on the node, and image_pull_policy is Never`,
        never: true,
      };
    case 'ErrImagePull':
    case 'ImagePullBackOff':
    case 'RegistryUnavailable':
    case 'SignatureValidationFailed':
      return pulling(image, message);
    case 'CreateContainerConfigError':
      if (message.includes('runAsNonRoot')) return { text: asRoot(image), never: true };
      return { text: withMessage("its container can't be made", message), never: true };
    case 'CreateContainerError':
    case 'RunContainerError':
      return { text: withMessage("its container can't be made", message), never: true };
    default:
      return { text: withMessage(reason, message), never: false };
  }
}

const asRoot = (image: string): string =>
  `its image ${image} works as root, or as a user without a number, which the pod may not: run_as_user`;

/** What does not go away by itself. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [/no match for platform|no matching manifest/i, 'not made for the processors of the node'],
  [/not found|manifest unknown|does not exist|not exist/i, 'there is no such image'],
  [
    /unauthorized|denied|forbidden|authentication|authorization failed|no basic auth/i,
    'the registry refuses it: image_pull_secret names a Secret with a login',
  ],
];

function pulling(image: string, message: string): PodWaiting {
  const text = `its image ${image} can't be pulled`;
  const refusal = refusals.find(([pattern]) => pattern.test(message));
  if (refusal !== undefined) return { text: `${text}: ${refusal[1]}`, never: true };
  const words = message.replace(/^Back-off pulling image "[^"]*"(?:: )?/, '');
  return { text: withMessage(text, words), never: false };
}

function unscheduled({ status }: Pod): PodWaiting | undefined {
  const condition = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (condition === undefined || condition.status === 'True') return undefined;
  const { reason, message = '' } = condition;
  if (reason === 'SchedulingGated') return { text: 'held back in its cluster', never: false };
  if (reason !== 'Unschedulable') return undefined;
  return { text: unschedulableText(message), never: false };
}

const imageOf = ({ spec }: Pod, container: string): string =>
  [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].find(
    ({ name }) => name === container,
  )?.image ?? '';

const withMessage = (text: string, message: string): string => {
  const line = message.trim().split('\n')[0]?.trim() ?? '';
  return line === '' ? text : `${text}: ${line}`;
};
