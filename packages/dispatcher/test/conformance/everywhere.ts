import { afterAll, beforeAll, describe } from 'vitest';
import { hasSlurm } from '../slurm/has-slurm.ts';
import { hasSshd } from '../slurm/login-node.ts';
import { localTestPlace } from './local-place.ts';
import type { TestPlace } from './place-rig.ts';
import { type ClusterRoom, clusterTestPlace, openCluster } from './slurm-place.ts';

/**
 * Tests that hold wherever runs are started: on this machine, as tasks of a Slurm array, as packs on Slurm, and on a Slurm
 * that ssh leads to. Each file that uses this has a cluster of its own.
 */
export function everywhere(title: string, body: (place: TestPlace) => void): void {
  describe(`${title} (local)`, () => body(localTestPlace));
  if (!hasSlurm) return;
  let room: ClusterRoom | undefined;
  const cluster = (): ClusterRoom => {
    if (room === undefined) throw new Error('the cluster was not started');
    return room;
  };
  describe(`${title} (on Slurm)`, () => {
    beforeAll(async () => {
      room = await openCluster(hasSshd);
    });
    afterAll(() => room?.[Symbol.asyncDispose]());
    describe('as an array', () => body(clusterTestPlace('slurm', cluster, {})));
    describe('packed', () => body(clusterTestPlace('slurm packed', cluster, { pack: 2 })));
    if (hasSshd) {
      describe('by ssh', () => body(clusterTestPlace('slurm by ssh', cluster, {}, true)));
    }
  });
}
