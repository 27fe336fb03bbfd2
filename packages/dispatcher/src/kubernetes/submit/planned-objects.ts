import { type Context, memberFlagsOf, type SweepRecord, workDirectory } from '@mrunner/core';
import {
  batchMapNames,
  claimManifest,
  codeMapNames,
  jobManifest,
  kubeSettings,
  memberService,
  podPaths,
  privateSecretName,
} from '@mrunner/core/kubernetes';
import type { DraftedBatch } from '../../cluster/submit/draft-batches.ts';
import { kubernetesWorker } from '../worker/kubernetes-worker.ts';
import { hasMembers, requestOfBatch } from './request-of-batch.ts';

/** Something that would be made. */
export interface PlannedObject {
  /** What it is, for people. */
  readonly about: string;
  /** As it would be sent; absent for what holds files and values. */
  readonly manifest?: object;
}

/** What would be made on Kubernetes for batches, in its order. `id` stands for letters that are made when it is submitted. */
export function plannedObjects(
  record: SweepRecord,
  batches: readonly DraftedBatch[],
): readonly PlannedObject[] {
  const claims = record.contexts.flatMap((context) => {
    const claim = claimManifest(kubeSettings(context));
    return claim === undefined ? [] : [{ about: 'made where it is missing', manifest: claim }];
  });
  const own = batches.flatMap((batch) => ofBatch(record, batch));
  const isTogether = batches.some(hasMembers);
  const service = memberService({ sweepId: record.id, owners: [] });
  return [
    ...claims,
    ...own,
    ...(isTogether ? [{ about: 'under which members find each other', manifest: service }] : []),
  ];
}

function ofBatch(record: SweepRecord, batch: DraftedBatch): readonly PlannedObject[] {
  const { token, context, held } = batch;
  const codeMaps = codeMapNames(record.id, 'hash', 1) ?? [];
  const hasPrivate = context.setup.secrets.length > 0 || context.setup.envFiles.length > 0;
  const job = jobManifest({
    ...requestOfBatch(batch, record, record.options),
    image: imageOf(record, batch) ?? '',
    batchMaps: batchMapNames(token, [{ name: 'order', bytes: new Uint8Array() }]),
    codeMaps,
    ...(context.code === 'git' && { commit: record.code.commit ?? 'commit' }),
    ...(hasPrivate && { privateSecret: privateSecretName(token) }),
    hash: 'hash',
  });
  const starts = held ? 'started when the first runs work' : 'started when all it reads is there';
  return [
    { about: starts, manifest: job },
    { about: `ConfigMap ${token}: the worker, and the commands and files of its runs` },
    ...codeMaps.map((name) => ({ about: `ConfigMap ${name}: ${codeText(context)}` })),
    ...(hasPrivate ? [{ about: `Secret ${privateSecretName(token)}: values of secrets` }] : []),
  ];
}

/** Those of one batch have one. */
const imageOf = (
  record: SweepRecord,
  { context, runs: [first] }: DraftedBatch,
): string | undefined =>
  (first && memberFlagsOf(record, first.recorded).image) ?? kubeSettings(context).image;

const codeText = ({ code }: Context): string =>
  code === 'snapshot' ? "the code, and mrunner's own Python" : "mrunner's own Python";

/** The program of the containers of a context, as far as it does not depend on the code. */
export const plannedWorker = (record: SweepRecord, context: Context): string =>
  kubernetesWorker({
    work: workDirectory(record),
    context,
    grace: record.options.grace,
    shared: kubeSettings(context).pvc !== undefined,
    ...(context.setup.secrets.length > 0 && { privateFile: podPaths.privateValues }),
  });
