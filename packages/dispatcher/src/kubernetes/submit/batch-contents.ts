import { type Context, type SweepOptions, type SweepRecord, workDirectory } from '@mrunner/core';
import {
  type BatchFile,
  batchMapNames,
  codeMapNames,
  type Job,
  jobManifest,
  kubeSettings,
  podPaths,
  privateSecretName,
} from '@mrunner/core/kubernetes';
import type { DraftedBatch } from '../../cluster/submit/draft-batches.ts';
import { orderOf, type PackedSetting, packedRuns } from '../../cluster/submit/packed-runs.ts';
import { sha256 } from '../../host/copied-files.ts';
import type { Host } from '../../host/host.ts';
import { packOf } from '../../pack/pack-of.ts';
import type { PrivateValues } from '../../pack/private-file.ts';
import { kubernetesWorker } from '../worker/kubernetes-worker.ts';
import { podBatchFiles } from '../worker/pod-files.ts';
import { podOrderText } from '../worker/pod-order.ts';
import type { UnpackedCode } from '../worker/unpack-code.ts';
import type { CodeArchive } from './code-archive.ts';
import { hostsVariable, memberHosts } from './member-hosts.ts';
import { hasMembers, requestOfBatch } from './request-of-batch.ts';

/** Everything that goes to Kubernetes for a batch, besides values of secrets. */
export interface BatchContents {
  readonly token: string;
  /** Name of its context. */
  readonly context: string;
  readonly job: Job;
  readonly files: readonly BatchFile[];
  readonly code: CodeArchive;
  readonly hasPrivate: boolean;
  /** Whether its pods have names by which members of composites find each other. */
  readonly hasService: boolean;
}

/** What the contents of batches are made of, besides themselves. */
export interface ContentsSetting extends Omit<PackedSetting, 'isShared' | 'envOf'> {
  readonly host: Pick<Host, 'gzip'>;
  readonly record: SweepRecord;
  readonly options: SweepOptions;
  /** 16 hexadecimal digits: see `parseFrames`. */
  readonly mark: string;
  readonly codeOf: (batch: DraftedBatch) => CodeArchive;
  readonly privateOf: (context: Context) => PrivateValues | undefined;
}

/** Puts together what goes to Kubernetes for a batch. */
export function batchContents(batch: DraftedBatch, setting: ContentsSetting): BatchContents {
  const { record, options, privateOf, codeOf, planner, statusOf } = setting;
  const { token, context, runs } = batch;
  const [run] = runs;
  if (run === undefined) throw new Error('Internal error: a batch without runs');
  const { overrides } = statusOf(run.recorded.index);
  const { image = '' } = planner.plan(run.recorded, run.attempt, overrides);
  const code = codeOf(batch);
  const hasPrivate = privateOf(context) !== undefined;
  const hasService = hasMembers(batch);
  const files = batchFiles(batch, setting);
  const request = {
    ...requestOfBatch(batch, record, options),
    image,
    batchMaps: batchMapNames(token, files),
    codeMaps: codeMapNames(record.id, code.hash, code.bytes) ?? [],
    ...(code.commit !== undefined && { commit: code.commit }),
    ...(hasPrivate && { privateSecret: privateSecretName(token) }),
  };
  const hash = sha256([
    JSON.stringify(jobManifest({ ...request, hash: '' })),
    ...files.flatMap(({ name, bytes }) => [name, Buffer.from(bytes).toString('base64')]),
  ]).slice(0, 32);
  const job = jobManifest({ ...request, hash });
  return { token, context: context.name, job, files, code, hasPrivate, hasService };
}

/** The files of a batch, as its containers find them. */
function batchFiles(batch: DraftedBatch, setting: ContentsSetting): readonly BatchFile[] {
  const { host, options, mark } = setting;
  const { token, tasks } = batch;
  const order = { ...orderOf(batch, options), token, tasks, mark, shared: isShared(batch) };
  const { records, index } = packBytes(batch, setting);
  return [
    { name: podBatchFiles.worker, bytes: Buffer.from(workerOf(batch, setting)) },
    { name: podBatchFiles.order, bytes: Buffer.from(podOrderText(order)) },
    { name: podBatchFiles.index, bytes: Buffer.from(index) },
    { name: podBatchFiles.pack, bytes: host.gzip(records) },
  ];
}

/** The pack of a batch, as bytes. */
function packBytes(batch: DraftedBatch, setting: ContentsSetting) {
  const pieces = [...packOf(podRuns(batch, setting))];
  return {
    records: Buffer.concat(pieces.map(({ record }) => record)),
    index: pieces.map(({ index }) => index).join(''),
  };
}

/** How large the pack of a batch is when it is sent. */
export const packSize = (
  batch: DraftedBatch,
  setting: Omit<ContentsSetting, 'codeOf' | 'privateOf' | 'mark'>,
): number => setting.host.gzip(packBytes(batch, setting as ContentsSetting).records).length;

/** The runs of a batch, as its pods read them. */
function podRuns(batch: DraftedBatch, { record, ...setting }: ContentsSetting) {
  const hostsOf = memberHosts(record, setting.together);
  return packedRuns(batch, {
    ...setting,
    isShared: isShared(batch),
    envOf: (recorded) => {
      const hosts = hostsOf(recorded);
      return hosts === undefined ? {} : { [hostsVariable]: hosts };
    },
  });
}

/** Without a disk that all see, nobody can be asked or told. */
const isShared = ({ context }: DraftedBatch): boolean => kubeSettings(context).pvc !== undefined;

function workerOf(batch: DraftedBatch, setting: ContentsSetting): string {
  const { record, options, privateOf, codeOf, planner, statusOf } = setting;
  const { context, runs } = batch;
  const values = privateOf(context);
  return kubernetesWorker({
    work: workDirectory(record),
    context,
    grace: options.grace,
    shared: isShared(batch),
    code: unpackedCode(record, codeOf(batch)),
    ...environmentOf(runs[0], planner, statusOf),
    ...(values !== undefined && {
      privateFile: podPaths.privateValues,
      runSecrets: Object.keys(values.ofRuns),
    }),
  });
}

/** What runs are started with, by the first of a batch. */
function environmentOf(
  run: DraftedBatch['runs'][number] | undefined,
  { plan }: ContentsSetting['planner'],
  statusOf: ContentsSetting['statusOf'],
) {
  if (run === undefined) return {};
  const { recorded, attempt } = run;
  const { cwd, command } = plan(recorded, attempt, statusOf(recorded.index).overrides);
  const [program] = command;
  return program === undefined ? {} : { environment: { directory: cwd, program } };
}

const unpackedCode = (
  { id }: SweepRecord,
  { hash, bytes, unpacked }: CodeArchive,
): UnpackedCode => ({
  parts: (codeMapNames(id, hash, bytes) ?? []).map((_, part) => podPaths.codePart(part)),
  into: podPaths.own,
  ...unpacked,
});
