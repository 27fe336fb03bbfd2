import { createHash } from 'node:crypto';
import {
  apiTime,
  type Condition,
  type Container,
  type ContainerState,
  type ContainerStatus,
  type Pod,
  type PodStatus,
} from '../objects.ts';

/** What the node knows of one container. */
export interface ContainerRecord {
  readonly container: Container;
  readonly isInit: boolean;
  state: ContainerState;
  readonly id: string;
}

const waiting = (reason: string): ContainerState => ({ waiting: { reason } });

/** The records of a pod that has just come to its node. */
export function newRecords({ spec, metadata }: Pod): ContainerRecord[] {
  const inits = spec.initContainers ?? [];
  const record = (container: Container, isInit: boolean): ContainerRecord => ({
    container,
    isInit,
    state: waiting(inits.length > 0 ? 'PodInitializing' : 'ContainerCreating'),
    id: `process://${metadata.uid}-${container.name}`,
  });
  return [
    ...inits.map((item) => record(item, true)),
    ...spec.containers.map((item) => record(item, false)),
  ];
}

function containerStatus({ container, state, id, isInit }: ContainerRecord): ContainerStatus {
  const isRunning = state.running !== undefined;
  const known = state.waiting === undefined;
  return {
    name: container.name,
    state,
    lastState: {},
    ready: isRunning || (isInit && state.terminated?.exitCode === 0),
    started: isRunning,
    restartCount: 0,
    image: container.image,
    imageID: known ? imageId(container.image) : '',
    ...(known ? { containerID: id } : {}),
  };
}

const ended = ({ state }: ContainerRecord) => state.terminated !== undefined;
const succeeded = ({ state }: ContainerRecord) => state.terminated?.exitCode === 0;

/** The phase that follows from the containers, when none is started again. */
export function podPhase(records: readonly ContainerRecord[]): PodStatus['phase'] {
  const inits = records.filter(({ isInit }) => isInit);
  const mains = records.filter(({ isInit }) => !isInit);
  if (inits.some((record) => ended(record) && !succeeded(record))) return 'Failed';
  if (mains.every(ended)) return mains.every(succeeded) ? 'Succeeded' : 'Failed';
  return mains.some((record) => record.state.running !== undefined || ended(record))
    ? 'Running'
    : 'Pending';
}

/** Conditions that the node sets; times change only with the status. */
function conditions(
  before: readonly Condition[],
  records: readonly ContainerRecord[],
  phase: PodStatus['phase'],
  started: boolean,
): Condition[] {
  const inits = records.filter(({ isInit }) => isInit);
  const mains = records.filter(({ isInit }) => !isInit);
  const isOver = phase === 'Succeeded' || phase === 'Failed';
  const ready = phase === 'Running' && mains.every(({ state }) => state.running !== undefined);
  const names = mains
    .filter(({ state }) => state.running === undefined)
    .map(({ container }) => container.name);
  const why: Partial<Condition> = ready
    ? {}
    : phase === 'Succeeded'
      ? { reason: 'PodCompleted' }
      : phase === 'Failed'
        ? { reason: 'PodFailed' }
        : {
            reason: 'ContainersNotReady',
            message: `containers with unready status: [${names.join(' ')}]`,
          };
  const initialized = inits.every(succeeded);
  const made: [string, boolean, Partial<Condition>][] = [
    ['PodReadyToStartContainers', started && !isOver, {}],
    [
      'Initialized',
      initialized,
      initialized
        ? phase === 'Succeeded'
          ? { reason: 'PodCompleted' }
          : {}
        : { reason: 'ContainersNotInitialized' },
    ],
    ['Ready', ready, why],
    ['ContainersReady', ready, why],
  ];
  return made.map(([type, is, more]) => {
    const status = is ? 'True' : 'False';
    const known = before.find((item) => item.type === type);
    const time = known?.status === status ? known.lastTransitionTime : undefined;
    return { type, status, lastProbeTime: null, lastTransitionTime: time ?? apiTime(), ...more };
  });
}

export interface StatusFacts {
  readonly records: readonly ContainerRecord[];
  readonly before: PodStatus;
  readonly podIP: string;
  readonly startTime: string;
  /** Whether its containers can be started. */
  readonly started: boolean;
  /** When the node itself ends the pod. */
  readonly verdict: { reason: string; message: string } | undefined;
  /** While processes run, a pod has not ended. */
  readonly isAlive: boolean;
  readonly extra: readonly Condition[];
}

export function podStatus(facts: StatusFacts): PodStatus {
  const { records, before, podIP, startTime, started, verdict, isAlive } = facts;
  const counted = podPhase(records);
  const phase = verdict !== undefined && !isAlive ? 'Failed' : counted;
  const known = [...(before.conditions ?? []), ...facts.extra];
  return {
    phase,
    conditions: [...conditions(known, records, phase, started), ...facts.extra],
    hostIP: '127.0.0.1',
    podIP,
    podIPs: [{ ip: podIP }],
    startTime,
    ...(verdict === undefined ? {} : verdict),
    ...(records.some(({ isInit }) => isInit)
      ? { initContainerStatuses: records.filter(({ isInit }) => isInit).map(containerStatus) }
      : {}),
    containerStatuses: records.filter(({ isInit }) => !isInit).map(containerStatus),
  };
}

/** Of the images here nobody knows the content. */
function imageId(image: string): string {
  const [, repository = image, digest] = /^([^@]*?)(?::[\w.-]+)?(?:@(.*))?$/.exec(image) ?? [];
  return `${repository}@${digest ?? `sha256:${createHash('sha256').update(image).digest('hex')}`}`;
}
