import type { Fields } from '../objects.ts';

/** A refusal, which clients get as a Status object. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Fields | undefined;

  constructor(code: number, reason: string, message: string, details?: Fields) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

/** What a resource is called in messages: `jobs.batch`, `pods`. */
export interface Named {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
}

export const groupResource = ({ plural, group }: Named): string =>
  group === '' ? plural : `${plural}.${group}`;

const detailsOf = (resource: Named, name: string): Fields => ({
  ...(name === '' ? {} : { name }),
  ...(resource.group === '' ? {} : { group: resource.group }),
  kind: resource.plural,
});

export const notFound = (resource: Named, name: string): ApiError =>
  new ApiError(
    404,
    'NotFound',
    `${groupResource(resource)} "${name}" not found`,
    detailsOf(resource, name),
  );

export const alreadyExists = (resource: Named, name: string): ApiError =>
  new ApiError(
    409,
    'AlreadyExists',
    `${groupResource(resource)} "${name}" already exists`,
    detailsOf(resource, name),
  );

export const conflict = (resource: Named, name: string, why: string): ApiError =>
  new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${groupResource(resource)} "${name}": ${why}`,
    detailsOf(resource, name),
  );

export const badRequest = (message: string): ApiError => new ApiError(400, 'BadRequest', message);

export const forbidden = (resource: Named, name: string, why: string): ApiError =>
  new ApiError(
    403,
    'Forbidden',
    `${groupResource(resource)}${name === '' ? '' : ` "${name}"`} is forbidden: ${why}`,
    detailsOf(resource, name),
  );

export const expired = (message: string): ApiError => new ApiError(410, 'Expired', message);

/** One thing that is wrong with an object: `spec.completions: Required value: …`. */
export interface Cause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

export function invalid(resource: Named, name: string, causes: readonly Cause[]): ApiError {
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const group = resource.group === '' ? '' : `.${resource.group}`;
  const listed = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return new ApiError(422, 'Invalid', `${resource.kind}${group} "${name}" is invalid: ${listed}`, {
    ...(name === '' ? {} : { name }),
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.kind,
    causes: causes.map((cause) => ({ ...cause })),
  });
}

/** The Status that a client gets for whatever was thrown. */
export function statusOf(error: unknown): Fields & { code: number } {
  const known =
    error instanceof ApiError
      ? error
      : new ApiError(500, 'InternalError', `Internal error occurred: ${error}`);
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: known.message,
    reason: known.reason,
    ...(known.details === undefined ? {} : { details: known.details }),
    code: known.code,
  };
}
