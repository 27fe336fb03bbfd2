import { parsePrivate, stringifyPrivate } from '@mrunner/core';
import type { Job } from '@mrunner/core/kubernetes';
import type { Host } from '../../host/host.ts';
import type { BatchContents } from './batch-contents.ts';

/** Directory of the home with what is to be submitted, as long as it is not certain that it was. */
export const keptDirectory = (home: string): string => `${home}/batches`;

const keptFile = (home: string, token: string): string => `${keptDirectory(home)}/${token}.json`;

/** Keeps the contents of a batch, so that a submission which was cut off can be repeated as it was. Synced. */
export function keepBatch(host: Pick<Host, 'files'>, home: string, contents: BatchContents): void {
  const files = contents.files.map(({ name, bytes }) => ({
    name,
    base64: Buffer.from(bytes).toString('base64'),
  }));
  host.files.makeDirectories(keptDirectory(home));
  host.files.replace(
    keptFile(home, contents.token),
    `${stringifyPrivate({ ...contents, files } as never)}\n`,
  );
  host.files.syncDirectory(keptDirectory(home));
}

/** What was kept of a batch; undefined when nothing is. */
export function keptBatch(
  host: Pick<Host, 'files'>,
  home: string,
  token: string,
): BatchContents | undefined {
  const text = host.files.read(keptFile(home, token));
  if (text === undefined) return undefined;
  const kept = parsePrivate(text) as Omit<BatchContents, 'files'> & {
    readonly job: Job;
    readonly files: readonly { readonly name: string; readonly base64: string }[];
  };
  return {
    ...kept,
    files: kept.files.map(({ name, base64 }) => ({ name, bytes: Buffer.from(base64, 'base64') })),
  };
}

export const forgetBatch = (host: Pick<Host, 'files'>, home: string, token: string): void =>
  host.files.remove(keptFile(home, token));
