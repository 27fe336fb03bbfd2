import { afterAll, beforeAll, describe } from 'vitest';
import { type AnyCluster, anyCluster, namedCluster } from '../kubernetes/any-cluster.ts';
import { hasContainers } from '../kubernetes/has-containers.ts';
import { hasSlurm } from '../slurm/has-slurm.ts';
import { hasSshd } from '../slurm/login-node.ts';
import { type KubernetesPlace, kubernetesTestPlace } from './kubernetes-place.ts';
import { localTestPlace } from './local-place.ts';
import { forgetMeetings } from './meetings.ts';
import type { TestPlace } from './place-rig.ts';
import { type ClusterRoom, clusterTestPlace, openCluster } from './slurm-place.ts';

/**
 * Tests that hold wherever runs are started: on this machine, as tasks of a Slurm array, as packs on Slurm, on a Slurm that ssh
 * leads to, and as Jobs of Kubernetes, each with or without a volume. Each file that uses this has clusters of its own; where
 * `MRUNNER_TEST_KUBECONFIG` names one, only that is tried.
 */
export function everywhere(title: string, body: (place: TestPlace) => void): void {
  afterAll(forgetMeetings);
  if (namedCluster !== undefined) {
    describe(`${title} (on the named Kubernetes)`, () => onKubernetes(body));
    return;
  }
  describe(`${title} (local)`, () => body(localTestPlace));
  if (hasContainers) describe(`${title} (on Kubernetes)`, () => onKubernetes(body));
  if (hasSlurm) describe(`${title} (on Slurm)`, () => onSlurm(body));
}

function onSlurm(body: (place: TestPlace) => void): void {
  let room: ClusterRoom | undefined;
  const cluster = (): ClusterRoom => started(room);
  beforeAll(async () => {
    room = await openCluster(hasSshd);
  });
  afterAll(() => room?.[Symbol.asyncDispose]());
  describe('as an array', () => body(clusterTestPlace('slurm', cluster, {})));
  describe('packed', () => body(clusterTestPlace('slurm packed', cluster, { pack: 2 })));
  if (hasSshd) {
    describe('by ssh', () => body(clusterTestPlace('slurm by ssh', cluster, {}, true)));
  }
}

const kubernetesPlaces: readonly (readonly [string, KubernetesPlace])[] = [
  ['without a volume', { hasVolume: false }],
  ['with a volume', { hasVolume: true }],
  ['packed without a volume', { hasVolume: false, pack: 2 }],
  ['packed with a volume', { hasVolume: true, pack: 2 }],
];

function onKubernetes(body: (place: TestPlace) => void): void {
  let cluster: AnyCluster | undefined;
  beforeAll(async () => {
    cluster = await anyCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());
  for (const [title, place] of kubernetesPlaces) {
    describe(title, () => body(kubernetesTestPlace(title, () => started(cluster), place)));
  }
}

function started<Room>(room: Room | undefined): Room {
  if (room === undefined) throw new Error('the cluster was not started');
  return room;
}
