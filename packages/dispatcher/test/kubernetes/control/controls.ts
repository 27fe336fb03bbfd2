import type { ObjectStore } from '../api/object-store.ts';
import { events, pods } from '../api/resources.ts';
import type { Writes } from '../api/writes.ts';
import { eventAbout } from '../event-object.ts';
import { apiTime, type Job, type KubeObject, type Pod } from '../objects.ts';
import { isTracked, trackingFinalizer } from './job-view.ts';

export interface ControlOptions {
  /** Milliseconds before the first pod that follows a failed one; twice as many before each further one. */
  readonly podBackoff: number;
}

/** What the controllers share: the objects, the pods by owner, and the ways to change them. */
export class Controls {
  readonly store: ObjectStore;
  readonly writes: Writes;
  readonly options: ControlOptions;
  private readonly byOwner = new Map<string, Map<string, Pod>>();
  private recorded = 0;

  constructor(store: ObjectStore, writes: Writes, options: ControlOptions) {
    this.store = store;
    this.writes = writes;
    this.options = options;
    store.listen(({ type, resource, object }) => {
      if (resource !== pods) return;
      const owner = controllerUid(object);
      if (owner === undefined) return;
      const owned = this.byOwner.get(owner) ?? new Map<string, Pod>();
      if (type === 'DELETED') owned.delete(object.metadata.uid);
      else owned.set(object.metadata.uid, object as Pod);
      if (owned.size > 0) this.byOwner.set(owner, owned);
      else this.byOwner.delete(owner);
    });
  }

  podsOf({ metadata }: Job): Pod[] {
    return [...(this.byOwner.get(metadata.uid)?.values() ?? [])];
  }

  /** Makes a pod; when that is refused, an event of the Job says why. */
  createPod(job: Job, pod: KubeObject): boolean {
    try {
      const made = this.writes.create(pods, pod, job.metadata.namespace);
      this.record(job, 'Normal', 'SuccessfulCreate', `Created pod: ${made.metadata.name}`);
      return true;
    } catch (error) {
      this.record(job, 'Warning', 'FailedCreate', `Error creating: ${(error as Error).message}`);
      return false;
    }
  }

  deletePod({ metadata }: Pod): void {
    const present = this.store.find(pods, metadata.namespace, metadata.name);
    if (present?.metadata.uid !== metadata.uid) return;
    if (present.metadata.deletionTimestamp !== undefined) return;
    this.writes.remove(pods, metadata.namespace, metadata.name);
  }

  /** Takes the Job's finalizer off a pod, and may delete it too. */
  release(pod: Pod, alsoDelete: boolean): void {
    if (isTracked(pod))
      this.store.update(pods, pod, (present) => ({
        ...present,
        metadata: {
          ...present.metadata,
          resourceVersion: '',
          finalizers: (present.metadata.finalizers ?? []).filter(
            (name) => name !== trackingFinalizer,
          ),
        },
      }));
    if (alsoDelete) this.deletePod(pod);
  }

  /** An event about an object, as `kubectl describe` shows it. */
  record(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { namespace = 'default', name, uid } = about.metadata;
    const same = [...this.store.values(events)].find(
      ({ involvedObject, reason: other, message: text }) =>
        (involvedObject as { uid?: string }).uid === uid && other === reason && text === message,
    );
    if (same !== undefined && type === 'Warning') {
      this.store.update(events, same, (present) => ({
        ...present,
        count: Number(present.count) + 1,
        lastTimestamp: apiTime(),
      }));
      return;
    }
    this.recorded += 1;
    const component = about.kind === 'Job' ? 'job-controller' : 'default-scheduler';
    this.store.create(events, {
      ...eventAbout(about, { type, reason, message, source: { component } }),
      metadata: {
        name: `${name}.${(Date.now() * 1000 + this.recorded).toString(16)}`,
        namespace,
        uid: '',
        resourceVersion: '',
        creationTimestamp: apiTime(),
      },
      reportingComponent: '',
      reportingInstance: '',
    });
  }
}

/** The uid of the controller that owns an object. */
export const controllerUid = ({ metadata }: KubeObject): string | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller)?.uid;
