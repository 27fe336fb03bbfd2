import { type Context, fail, type Result } from '@mrunner/core';
import type { SubmitEvent } from '../../cluster/submit/submit-events.ts';
import type { Host } from '../../host/host.ts';
import type { KubeApi } from '../api/kube-api.ts';

/** A snapshot that is to be put onto the volume of a context. */
export interface CodeForVolume {
  readonly home: string;
  readonly context: Context;
  readonly hash: string;
  readonly observe: (event: SubmitEvent) => void;
}

/** Puts a snapshot onto the volume of a context, through a pod; answers its directory there. */
export async function codeOntoVolume(
  _host: Host,
  _api: KubeApi,
  { context }: CodeForVolume,
): Promise<Result<string>> {
  return fail({ kind: 'limit', path: `contexts.${context.name}.code`, message: 'too large' });
}
