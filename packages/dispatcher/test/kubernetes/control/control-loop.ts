import { jobs, nodes, pods } from '../api/resources.ts';
import type { Job, KubeObject } from '../objects.ts';
import { type Controls, controllerUid } from './controls.ts';
import { collectGarbage, collectPodsWithoutNode } from './garbage-collector.ts';
import { syncJob } from './job-controller.ts';
import { schedulePods } from './scheduler.ts';

/** Milliseconds in which changes gather before controllers look. */
const gather = 10;

/** Runs the controllers whenever something has changed. */
export class ControlLoop {
  private readonly controls: Controls;
  private readonly dirtyJobs = new Set<string>();
  private wantsScheduling = false;
  private wantsCollection = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly later = new Map<string, NodeJS.Timeout>();
  private readonly stopListening: () => void;
  private paused = false;

  constructor(controls: Controls) {
    this.controls = controls;
    this.stopListening = controls.store.listen(({ type, resource, object, previous }) => {
      if (resource === jobs) this.dirtyJobs.add(object.metadata.uid);
      if (resource === pods) {
        const owner = controllerUid(object);
        if (owner !== undefined) this.dirtyJobs.add(owner);
      }
      if (resource === pods || resource === nodes || resource.plural === 'persistentvolumeclaims')
        this.wantsScheduling = true;
      if (type === 'DELETED' || isBeingDeleted(object) || previous === undefined)
        this.wantsCollection = true;
      this.wake();
    });
  }

  private wake(): void {
    if (!this.paused) this.timer ??= setTimeout(() => this.round(), gather);
  }

  private round(): void {
    this.timer = undefined;
    if (this.paused) return;
    if (this.wantsCollection) {
      this.wantsCollection = false;
      collectPodsWithoutNode(this.controls);
      collectGarbage(this.controls);
    }
    const uids = [...this.dirtyJobs];
    this.dirtyJobs.clear();
    for (const object of [...this.controls.store.values(jobs)])
      if (uids.includes(object.metadata.uid)) this.sync(object as Job);
    if (this.wantsScheduling) {
      this.wantsScheduling = false;
      schedulePods(this.controls);
    }
  }

  private sync(job: Job): void {
    const { uid } = job.metadata;
    const wait = syncJob(this.controls, job);
    clearTimeout(this.later.get(uid));
    this.later.delete(uid);
    if (wait === undefined) return;
    const again = () => {
      this.dirtyJobs.add(uid);
      this.wake();
    };
    this.later.set(uid, setTimeout(again, Math.min(wait, 2 ** 31 - 1)));
  }

  /** While the server is away its controllers can't do anything either. */
  pause(): void {
    this.paused = true;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  resume(): void {
    this.paused = false;
    for (const { metadata } of this.controls.store.values(jobs)) this.dirtyJobs.add(metadata.uid);
    this.wantsScheduling = true;
    this.wantsCollection = true;
    this.wake();
  }

  stop(): void {
    this.pause();
    this.stopListening();
    for (const timer of this.later.values()) clearTimeout(timer);
    this.later.clear();
  }
}

const isBeingDeleted = ({ metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp !== undefined;
