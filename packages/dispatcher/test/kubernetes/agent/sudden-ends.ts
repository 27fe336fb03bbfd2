import {
  apiTime,
  type Condition,
  type ContainerState,
  type Pod,
  type PodStatus,
} from '../objects.ts';

/** The state of a container of which nobody knows how it ended, if it ever ran. */
export const notLocated: ContainerState = {
  terminated: {
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was terminated',
    startedAt: null,
    finishedAt: null,
  },
};

/** The status of a pod whose processes went with an earlier life of its node. */
export const lostStatus = ({
  status: { containerStatuses = [] },
}: Pod): Partial<PodStatus> & Pick<PodStatus, 'phase'> => ({
  phase: 'Failed',
  containerStatuses: containerStatuses.map((status) => ({
    ...status,
    ready: false,
    state: status.state.terminated === undefined ? notLocated : status.state,
  })),
});

/** The condition by which a node says that it ends a pod itself. */
export const nodePressure = (message: string): Condition => ({
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'TerminationByKubelet',
  message,
  lastProbeTime: null,
  lastTransitionTime: apiTime(),
});
