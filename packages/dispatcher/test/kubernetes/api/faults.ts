import { ApiError } from './api-error.ts';

/** What is to go wrong with requests of clients, instead of or after what they ask for. */
export interface FaultRule {
  readonly method?: string;
  /** Of the path without its query. */
  readonly path?: RegExp;
  /** Of the query, as it is on the wire. */
  readonly query?: RegExp;
  /** The answer; or `reset`, which breaks the connection, or `hang`, which never answers. */
  readonly code:
    | 400
    | 401
    | 403
    | 404
    | 409
    | 410
    | 413
    | 422
    | 429
    | 500
    | 502
    | 503
    | 504
    | 'reset'
    | 'hang';
  /** How often; default once. */
  readonly times?: number;
  /** Whether what was asked for is done all the same; default `before`: it is not. */
  readonly effect?: 'before' | 'after';
  /** Seconds. */
  readonly retryAfter?: number;
  /** Of the Status; else what such a server says. */
  readonly message?: string;
  readonly reason?: string;
}

const usual: { readonly [code: number]: readonly [reason: string, message: string] } = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'Unauthorized'],
  403: ['Forbidden', 'forbidden: User "tester" cannot do that'],
  404: ['NotFound', 'the server could not find the requested resource'],
  409: [
    'Conflict',
    'Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again',
  ],
  410: [
    'Expired',
    'The provided continue parameter is too old to display a consistent list result.',
  ],
  413: ['RequestEntityTooLarge', 'Request entity too large: limit is 3145728'],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
  429: [
    'TooManyRequests',
    'The server has received too many requests and has asked us to try again later',
  ],
  500: ['InternalError', 'Internal error occurred: etcdserver: request timed out'],
  502: ['', 'Bad Gateway'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: ['Timeout', 'Timeout: request did not complete within the allotted timeout'],
};

/** The faults that are waiting for a request. */
export class Faults {
  private rules: { rule: FaultRule; left: number }[] = [];

  add(rule: FaultRule): void {
    this.rules.push({ rule, left: rule.times ?? 1 });
  }

  clear(): void {
    this.rules = [];
  }

  /** The fault of a request, which is thereby used up. */
  take(method: string, path: string, query: string): FaultRule | undefined {
    const found = this.rules.find(
      ({ rule, left }) =>
        left > 0 &&
        (rule.method ?? method) === method &&
        (rule.path?.test(path) ?? true) &&
        (rule.query?.test(query) ?? true),
    );
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.rule;
  }
}

/** The answer of a fault that answers. */
export function faultError(rule: FaultRule): ApiError {
  const code = typeof rule.code === 'number' ? rule.code : 500;
  const [reason = '', message = ''] = usual[code] ?? [];
  return new ApiError(
    code,
    rule.reason ?? reason,
    rule.message ?? message,
    rule.retryAfter === undefined ? undefined : { retryAfterSeconds: rule.retryAfter },
  );
}
