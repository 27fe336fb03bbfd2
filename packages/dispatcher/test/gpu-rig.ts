import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeRig, type Rig, type RigOptions } from './rig.ts';

/** Prints which GPUs a run sees. */
export const say = 'echo "$CUDA_DEVICE_ORDER $CUDA_VISIBLE_DEVICES"';
/** A run that asks for one GPU. */
export const one = { resources: { gpu: { count: 1 } } };
/** A run that asks for two. */
export const two = { resources: { gpu: { count: 2 } } };

/** A directory of locks that only this test uses; several rigs may share it. */
export const locksIn = (dir: string) => ({ MRUNNER_GPU_LOCKS: join(dir, 'gpu-locks') });

/** A rig whose locks nobody else sees. */
export const ownLocks = async (options: RigOptions): Promise<Rig> => {
  return makeRig({ ...options, env: (dir) => ({ ...locksIn(dir), ...options.env }) });
};

/** The files in its directory of locks. */
export const lockNames = (rig: Rig): string[] => readdirSync(rig.host.env.MRUNNER_GPU_LOCKS ?? '');

/** Starts and ends in the order in which they were told. */
export const order = (rig: Rig): string[] =>
  rig.events.flatMap((event) => {
    if (event.type === 'started') return [`+${event.run.index}`];
    return event.type === 'ended' ? [`-${event.run.index}`] : [];
  });

/** The most runs that went on at the same time. */
export function atOnce(rig: Rig): number {
  let now = 0;
  let most = 0;
  for (const event of order(rig)) {
    now += event.startsWith('+') ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}
