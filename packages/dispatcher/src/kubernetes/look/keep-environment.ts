import { parsePrivate, stringifyPrivate, sweepFileNames } from '@mrunner/core';
import type { PodView } from '@mrunner/core/kubernetes';
import { putFile } from '../../cluster/look/put-file.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { contextFile } from '../../task/work-files.ts';

/** Keeps what a pod said of its environment, for all of its Job, which has one image: the first record counts. See `EnvironmentRecord`. */
export function keepEnvironment(
  host: Pick<Host, 'files' | 'random'>,
  { home, record, status }: Pick<Sweep, 'home' | 'record' | 'status'>,
  { token, imageId }: Pick<PodView, 'token' | 'imageId'>,
  bytes: Uint8Array,
): void {
  const context = status().batches.get(token)?.context;
  if (context === undefined) return;
  const name = `${token}.${contextFile(record.contexts, context)}`;
  const path = `${home}/${sweepFileNames.environment(name)}`;
  if (host.files.exists(path)) return;
  const image = imageId?.replace(/^docker-pullable:\/\//, '');
  const text = withImage(new TextDecoder().decode(bytes), image);
  if (text !== undefined) putFile(host, path, Buffer.from(text));
}

/** Only its node says which image a pod is in. Undefined for what is no record. */
function withImage(text: string, image: string | undefined): string | undefined {
  try {
    const said = parsePrivate(text) as { readonly [key: string]: string };
    return `${stringifyPrivate({ ...said, ...(image !== undefined && { image }) })}\n`;
  } catch {
    return undefined;
  }
}
