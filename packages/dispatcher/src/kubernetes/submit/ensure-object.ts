import { type ApiProblem, apiProblem, type ObjectMeta } from '@mrunner/core/kubernetes';
import { isWell, type KubeAnswer, refusalOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { type KubeResource, resourcePath } from '../api/resource-paths.ts';

/** An object that is to be made under its name. */
export interface Manifest {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly spec?: unknown;
  readonly metadata: ObjectMeta;
}

/** What became of a call that is to change something. */
export type Effect<T> =
  | { readonly kind: 'well'; readonly object: T }
  | {
      readonly kind: 'refused';
      readonly problem: ApiProblem;
      /** The server's words, short enough for people. */
      readonly text: string;
    }
  /** Nobody knows whether it was carried out, or the server could not say. */
  | { readonly kind: 'open'; readonly text: string }
  /** It was not carried out. */
  | { readonly kind: 'unreached'; readonly text: string; readonly wantsLogin?: true };

/** What all objects of mrunner are made with: unknown fields are refused, and changes have a name. */
export const strict = { fieldValidation: 'Strict', fieldManager: 'mrunner' } as const;

/** Makes an object. One that is repeated after its answer was lost is refused with `exists`. */
export async function makeObject<T>(
  api: KubeApi,
  resource: KubeResource,
  object: Manifest,
): Promise<Effect<T>> {
  const path = resourcePath(api.namespace, resource);
  return effectOf<T>(
    await api.request({ method: 'POST', path, query: strict, body: object, twice: true }),
  );
}

/** Reads an object; `missing` is a refusal. */
export async function readObject<T>(
  api: KubeApi,
  resource: KubeResource,
  name: string,
): Promise<Effect<T>> {
  const path = resourcePath(api.namespace, resource, name);
  return effectOf<T>(await api.request({ method: 'GET', path }));
}

/** Changes an object by a merge patch. */
export async function patchObject<T>(
  api: KubeApi,
  resource: KubeResource,
  name: string,
  patch: unknown,
): Promise<Effect<T>> {
  const path = resourcePath(api.namespace, resource, name);
  const query = { fieldManager: 'mrunner' };
  return effectOf<T>(await api.request({ method: 'PATCH', path, query, body: patch, twice: true }));
}

/** Deletes an object, if it is the very one; that there is none is well. */
export async function deleteObject(
  api: KubeApi,
  resource: KubeResource,
  name: string,
  uid?: string,
): Promise<Effect<unknown>> {
  const effect = effectOf(
    await api.request({
      method: 'DELETE',
      path: resourcePath(api.namespace, resource, name),
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Background',
        ...(uid !== undefined && { preconditions: { uid } }),
      },
      twice: true,
    }),
  );
  const isGone = effect.kind === 'refused' && effect.problem === 'missing';
  return isGone ? { kind: 'well', object: undefined } : effect;
}

/** Reads an answer as what became of the call. */
export function effectOf<T>(answer: KubeAnswer): Effect<T> {
  if (answer.kind === 'lost') return { kind: 'open', text: answer.text };
  if (answer.kind === 'unreached') return answer;
  if (isWell(answer)) return { kind: 'well', object: answer.body as T };
  const refusal = refusalOf(answer);
  const problem = apiProblem(refusal);
  const text = shortened(refusal.message);
  // Whether it was carried out before the server got into trouble is not known, but of 429.
  if (problem === 'busy') return { kind: 'open', text };
  return { kind: 'refused', problem, text };
}

/** Some servers repeat all that they were sent. */
const longest = 600;

const shortened = (text: string): string =>
  text.length <= longest
    ? text
    : `${text.slice(0, longest / 2)} … ${text.slice(text.length - longest / 2)}`;
