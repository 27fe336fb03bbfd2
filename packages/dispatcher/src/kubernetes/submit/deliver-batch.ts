import {
  batchConfigMaps,
  codeConfigMaps,
  type Job,
  kubeAnnotations,
  kubeLabels,
  memberService,
  type Owned,
  ownerReference,
  privateSecret,
  privateSecretName,
} from '@mrunner/core/kubernetes';
import type { BatchOutcome } from '../../cluster/submit/batch-outcome.ts';
import type { KubeApi } from '../api/kube-api.ts';
import type { KubeResource } from '../api/resource-paths.ts';
import type { BatchContents } from './batch-contents.ts';
import {
  deleteObject,
  type Effect,
  type Manifest,
  makeObject,
  patchObject,
  readObject,
} from './ensure-object.ts';

/** What of a batch is not kept with it. */
export interface DeliverySetting {
  readonly sweepId: string;
  /** The bytes of the code's archive. */
  readonly archive: Uint8Array;
  /** The text of the file with values of secrets, where the batch has one. */
  readonly privateText: string | undefined;
}

type Failed = Exclude<Effect<unknown>, { kind: 'well' }>;

/**
 * Gives a batch to Kubernetes: its Job, suspended, and everything that its pods read. Doing it again changes nothing: objects are
 * known by their names, and a Job by the hash of the whole batch. Nothing starts before `releaseJob`.
 */
export async function deliverBatch(
  api: KubeApi,
  contents: BatchContents,
  setting: DeliverySetting,
): Promise<BatchOutcome> {
  const { token, job } = contents;
  const made = await makeJob(api, job);
  if (made.kind === 'refused') return refused(made);
  if (made.kind === 'unreached') return { kind: 'unsubmitted', why: 'lost', text: made.text };
  if (made.kind === 'open') return { kind: 'unresolved', text: made.text };
  const uid = made.object.metadata.uid ?? '';
  const failed = await makeParts(api, contents, setting, { name: token, uid });
  if (failed === undefined) return { kind: 'submitted', job: uid };
  if (failed.kind !== 'refused') return { kind: 'unresolved', text: failed.text };
  // A Job without what its pods read must not stay.
  const removed = await deleteObject(api, 'jobs', token, uid);
  return removed.kind === 'well' ? refused(failed) : { kind: 'unresolved', text: failed.text };
}

const refused = ({ problem, text }: Extract<Failed, { kind: 'refused' }>): BatchOutcome => ({
  kind: 'unsubmitted',
  why: problem === 'quota' ? 'full' : 'refused',
  text,
});

/** Makes the Job, or finds that it is there. */
async function makeJob(api: KubeApi, job: Job): Promise<Effect<Job>> {
  const made = await makeObject<Job>(api, 'jobs', job);
  if (made.kind !== 'refused' || made.problem !== 'exists') return made;
  const there = await readObject<Job>(api, 'jobs', job.metadata.name);
  if (there.kind !== 'well') return there.kind === 'refused' ? openAgain(there) : there;
  const { metadata } = there.object;
  const isOurs =
    metadata.annotations?.[kubeAnnotations.hash] ===
      job.metadata.annotations?.[kubeAnnotations.hash] &&
    metadata.labels?.[kubeLabels.sweep] === job.metadata.labels?.[kubeLabels.sweep];
  if (!isOurs) {
    const text = `there is a Job ${job.metadata.name} that is not of this sweep`;
    return { kind: 'refused', problem: 'exists', text };
  }
  if (metadata.deletionTimestamp !== undefined) {
    return { kind: 'open', text: `Job ${job.metadata.name} is being deleted` };
  }
  return there;
}

/** It was there a moment ago: what is to be thought of that is not known yet. */
const openAgain = ({ text }: { readonly text: string }): Failed => ({ kind: 'open', text });

type Owner = Owned['owners'][number];

/** Everything that the pods of a batch read; undefined when it is all there. */
async function makeParts(
  api: KubeApi,
  { token, files, code, hasPrivate, hasService }: BatchContents,
  { sweepId, archive, privateText }: DeliverySetting,
  owner: Owner,
): Promise<Failed | undefined> {
  const owned: Owned = { sweepId, owners: [owner] };
  const own: (readonly [KubeResource, Manifest])[] = batchConfigMaps(token, files, owned).map(
    (map) => ['configmaps', map],
  );
  if (hasPrivate && privateText !== undefined) {
    own.push(['secrets', privateSecret(privateSecretName(token), privateText, owned)]);
  }
  const common: (readonly [KubeResource, Manifest])[] = (
    codeConfigMaps(code.hash, archive, owned) ?? []
  ).map((map) => ['configmaps', map]);
  if (hasService) common.push(['services', memberService(owned)]);
  for (const [resource, object] of own) {
    const effect = await makeOwn(api, resource, object);
    if (effect.kind !== 'well') return effect;
  }
  for (const [resource, object] of common) {
    const effect = await makeCommon(api, resource, object, owner);
    if (effect.kind !== 'well') return effect;
  }
  return undefined;
}

/**
 * Makes what belongs to one Job. What has its name already may belong to a Job of that name that is gone, and go with it:
 * it is made anew. Nobody reads it yet.
 */
async function makeOwn(
  api: KubeApi,
  resource: KubeResource,
  object: Manifest,
): Promise<Effect<unknown>> {
  const made = await makeObject(api, resource, object);
  if (made.kind !== 'refused' || made.problem !== 'exists') return made;
  const { name } = object.metadata;
  const removed = await deleteObject(api, resource, name);
  if (removed.kind !== 'well') return removed;
  const again = await makeObject(api, resource, object);
  return again.kind === 'refused' && again.problem === 'exists' ? openAgain(again) : again;
}

/** How often another one's change at the same time is given way to. */
const mostTurns = 5;

/** Makes what several Jobs share, or adds one to those that it goes with. */
async function makeCommon(
  api: KubeApi,
  resource: KubeResource,
  object: Manifest,
  owner: Owner,
): Promise<Effect<unknown>> {
  const { name } = object.metadata;
  let last: Effect<unknown> = { kind: 'open', text: `${name} changes all the time` };
  for (let turn = 0; turn < mostTurns; turn++) {
    last = await makeObject(api, resource, object);
    if (last.kind !== 'refused' || last.problem !== 'exists') return last;
    const there = await readObject<Manifest>(api, resource, name);
    if (there.kind === 'refused' && there.problem === 'missing') continue;
    if (there.kind !== 'well') return there;
    const { ownerReferences = [], resourceVersion } = there.object.metadata;
    if (ownerReferences.some(({ uid }) => uid === owner.uid)) return there;
    const owners = [...ownerReferences, ownerReference(owner)];
    last = await patchObject(api, resource, name, {
      metadata: { ownerReferences: owners, resourceVersion },
    });
    if (last.kind !== 'refused' || !['conflict', 'missing'].includes(last.problem)) return last;
  }
  return last.kind === 'refused' ? openAgain(last) : last;
}

/** Lets the pods of a Job start. Kueue does that by itself. */
export const releaseJob = (api: KubeApi, token: string): Promise<Effect<Job>> =>
  patchObject<Job>(api, 'jobs', token, { spec: { suspend: false } });
