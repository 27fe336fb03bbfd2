import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { parse as parseYaml } from 'yaml';
import { type Fields, isFields, type KubeObject } from '../objects.ts';
import { ApiError, badRequest } from './api-error.ts';
import { isDescribed, type Reading, readFields } from './field-tree.ts';
import { apiVersionOf, type Resource } from './resources.ts';

const largest = 3 * 1024 * 1024;

/** The bytes of a request, which may be 3 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > largest)
      throw new ApiError(
        413,
        'RequestEntityTooLarge',
        `Request entity too large: limit is ${largest}`,
      );
    pieces.push(piece);
  }
  const bytes = Buffer.concat(pieces);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
}

/** JSON, or YAML where that is said. */
export function parseBody(bytes: Buffer, contentType: string): unknown {
  if (contentType.includes('protobuf'))
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml`,
    );
  const text = bytes.toString();
  try {
    return contentType.includes('yaml') ? parseYaml(text) : JSON.parse(text);
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
}

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** An object of a kind as the server understands it: without fields that it does not know, of which it tells as it is asked to. */
export function readObject(
  resource: Resource,
  value: unknown,
  validation: FieldValidation,
  warn: (text: string) => void,
): KubeObject {
  const version = apiVersionOf(resource);
  if (!isFields(value))
    throw badRequest('the object provided is unrecognized (must be of type Object)');
  if (value.kind !== undefined && value.kind !== '' && value.kind !== resource.kind)
    throw badRequest(
      `${value.kind} in version "${value.apiVersion}" cannot be handled as a ${resource.kind}: no kind "${value.kind}" is registered for version "${version}"`,
    );
  if (value.apiVersion !== undefined && value.apiVersion !== version)
    throw badRequest(
      `the API version in the data (${value.apiVersion}) does not match the expected API version (${version})`,
    );
  const known = isDescribed(resource.kind) ? checked(resource, value, validation, warn) : value;
  return withoutNulls({ ...known, metadata: known.metadata ?? {} }) as KubeObject;
}

function checked(
  resource: Resource,
  value: Fields,
  validation: FieldValidation,
  warn: (text: string) => void,
): Fields {
  const reading: Reading = { unknown: [], wrong: undefined };
  const result = readFields(resource.kind, value, reading) as Fields;
  const cannot = `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: `;
  if (reading.wrong !== undefined) throw badRequest(`${cannot}${reading.wrong}`);
  const unknown = reading.unknown.map((path) => `unknown field "${path}"`);
  if (unknown.length > 0 && validation === 'Strict')
    throw badRequest(`${cannot}strict decoding error: ${unknown.join(', ')}`);
  if (validation === 'Warn') unknown.forEach(warn);
  return result;
}

/** A field that is null is as good as left out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null)
      .map(([name, part]) => [name, withoutNulls(part)]),
  );
}
