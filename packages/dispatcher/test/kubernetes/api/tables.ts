import type { Condition, Fields, Job, KubeObject, Pod, Texts } from '../objects.ts';
import { configMaps, jobs, nodes, pods, type Resource, secrets } from './resources.ts';

/** Columns after the name, each with how it is had of an object. */
type Columns = readonly (readonly [title: string, cell: (object: KubeObject) => string | number])[];

const age = ({ metadata }: KubeObject): string =>
  durationText(Date.now() - Date.parse(metadata.creationTimestamp));

function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** What kubectl shows as a pod's STATUS. */
function podStatusText({ metadata, status }: Pod): string {
  const inits = status.initContainerStatuses ?? [];
  const running = inits.findIndex(({ state }) => state.terminated?.exitCode !== 0);
  const main = status.containerStatuses?.map(
    ({ state }) => state.terminated?.reason ?? state.waiting?.reason,
  );
  const found = main?.find((reason) => reason !== undefined);
  const text =
    running >= 0 && status.phase !== 'Running'
      ? initText(inits[running]?.state.terminated?.reason, running, inits.length)
      : (status.reason ?? found ?? status.phase);
  return metadata.deletionTimestamp === undefined ? text : 'Terminating';
}

const initText = (reason: string | undefined, index: number, count: number) =>
  `Init:${reason ?? `${index}/${count}`}`;

const isTrue = (conditions: readonly Condition[] | undefined, type: string) =>
  conditions?.some((item) => item.type === type && item.status === 'True') ?? false;

function jobStatusText({ metadata, status }: Job): string {
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  const known = ['Complete', 'Failed', 'Suspended', 'FailureTarget', 'SuccessCriteriaMet'];
  return known.find((type) => isTrue(status.conditions, type)) ?? 'Running';
}

function jobDuration({ status }: Job): string {
  if (status.startTime === undefined) return '';
  const end = status.completionTime === undefined ? Date.now() : Date.parse(status.completionTime);
  return durationText(end - Date.parse(status.startTime));
}

const count = (value: unknown) => Object.keys((value ?? {}) as Texts).length;

function columnsOf(resource: Resource): Columns {
  switch (resource) {
    case pods:
      return [
        ['Ready', (pod) => readyText(pod as Pod)],
        ['Status', (pod) => podStatusText(pod as Pod)],
        ['Restarts', () => 0],
        ['Age', age],
      ];
    case jobs:
      return [
        ['Status', (job) => jobStatusText(job as Job)],
        [
          'Completions',
          (job) => `${(job as Job).status.succeeded ?? 0}/${(job as Job).spec.completions ?? 1}`,
        ],
        ['Duration', (job) => jobDuration(job as Job)],
        ['Age', age],
      ];
    case nodes:
      return [
        [
          'Status',
          ({ status }) =>
            isTrue(status?.conditions as Condition[], 'Ready') ? 'Ready' : 'NotReady',
        ],
        ['Roles', () => '<none>'],
        ['Age', age],
        [
          'Version',
          ({ status }) => String((status?.nodeInfo as Fields | undefined)?.kubeletVersion ?? ''),
        ],
      ];
    case configMaps:
      return [
        ['Data', ({ data, binaryData }) => count(data) + count(binaryData)],
        ['Age', age],
      ];
    case secrets:
      return [
        ['Type', ({ type }) => String(type)],
        ['Data', ({ data }) => count(data)],
        ['Age', age],
      ];
    default:
      return [['Age', age]];
  }
}

const readyText = ({ spec, status }: Pod) =>
  `${status.containerStatuses?.filter(({ ready }) => ready).length ?? 0}/${spec.containers.length}`;

/** Whether a client would have a table rather than objects. */
export const wantsTable = (accept: string | undefined): boolean =>
  accept?.includes('as=Table') ?? false;

/** Objects as the table that kubectl prints. */
export function tableOf(
  resource: Resource,
  objects: readonly KubeObject[],
  metadata: unknown,
): Fields {
  const columns = columnsOf(resource);
  const titles = ['Name', ...columns.map(([title]) => title)];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: titles.map((name) => ({
      name,
      type: 'string',
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority: 0,
    })),
    rows: objects.map((object) => ({
      cells: [object.metadata.name, ...columns.map(([, cell]) => cell(object))],
      object: {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: object.metadata,
      },
    })),
  };
}

/** An answer with objects, as a table. */
export function tableAnswer(resource: Resource, body: object): Fields {
  const { items, metadata } = body as { items?: KubeObject[]; metadata: Fields };
  return items === undefined
    ? tableOf(resource, [body as KubeObject], { resourceVersion: metadata.resourceVersion })
    : tableOf(resource, items, metadata);
}
