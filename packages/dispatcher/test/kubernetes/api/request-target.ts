import { ApiError } from './api-error.ts';
import { type Resource, resources } from './resources.ts';

/** What a path names. */
export interface Target {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** `/apis/batch/v1/namespaces/x/jobs/y/status`; undefined when it is no path of objects, 404 when of unknown ones. */
export function requestTarget(path: string): Target | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const core = parts[0] === 'api';
  if (!core && parts[0] !== 'apis') return undefined;
  const [group, version, ...rest] = core ? ['', ...parts.slice(1)] : parts.slice(1);
  if (rest.length === 0 || version === undefined) return undefined;
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 && !isOwnPart(rest[2] ?? '');
  const [namespace, words] = inNamespace ? [rest[1], rest.slice(2)] : [undefined, rest];
  const [plural, name, ...sub] = words;
  const resource = resources.find(
    (item) => item.plural === plural && item.group === group && item.version === version,
  );
  if (resource === undefined)
    throw new ApiError(404, 'NotFound', 'the server could not find the requested resource');
  return { resource, namespace, name, subresource: sub.length > 0 ? sub.join('/') : undefined };
}

const isOwnPart = (word: string) => word === 'status' || word === 'finalize';
