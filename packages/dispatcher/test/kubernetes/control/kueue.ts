import { jobs, type Resource } from '../api/resources.ts';
import type { Job, KubeObject } from '../objects.ts';
import type { Controls } from './controls.ts';

const queueLabel = 'kueue.x-k8s.io/queue-name';

/**
 * Stands in for Kueue, as far as Jobs see of it: one with the label of a queue is suspended when it is created, and goes when it is
 * admitted. There is no quota: tests say when that happens.
 */
export class Kueue {
  private readonly controls: Controls;

  /** @param isThere without it Jobs with a queue are like any other */
  constructor(controls: Controls, isThere: boolean) {
    this.controls = controls;
    if (!isThere) return;
    controls.writes.mutations.push((resource, object) => this.withheld(resource, object));
  }

  private withheld(resource: Resource, object: KubeObject): KubeObject {
    if (resource !== jobs || object.metadata.labels?.[queueLabel] === undefined) return object;
    const job = object as Job;
    return { ...job, spec: { ...job.spec, suspend: true } };
  }

  /** Has a Job go. */
  admit(name: string): void {
    this.set(name, (job) => ({ ...job, spec: { ...job.spec, suspend: false } }));
  }

  /** Takes its place away from a Job that goes, as for one of more priority; it is in its queue again. */
  preempt(name: string): void {
    this.set(name, (job) => {
      const { startTime: _, ...status } = job.status;
      return { ...job, spec: { ...job.spec, suspend: true }, status };
    });
  }

  private set(name: string, change: (job: Job) => Job): void {
    const { store } = this.controls;
    store.update(jobs, store.get(jobs, 'default', name), (object) => change(object as Job));
  }
}
