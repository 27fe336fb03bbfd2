/** An answer of an API server that is no success, as its `Status` object has it. */
export interface ApiRefusal {
  /** Of HTTP. */
  readonly status: number;
  /** The server's word: `AlreadyExists`. */
  readonly reason?: string;
  readonly message?: string;
}

/**
 * What a refusal means for who asked.
 * - `exists`: an object has this name; `conflict`: it was changed meanwhile
 * - `invalid`: never in this form; `forbidden`: not for this user; `quota`: not now, nor before something ends
 * - `unauthorized`: it does not know who asks; `gone`: it no more has what is to be continued
 * - `busy`: may be asked again; `missing`: there is none
 * - `other`: none of these
 */
export type ApiProblem =
  | 'exists'
  | 'conflict'
  | 'invalid'
  | 'forbidden'
  | 'quota'
  | 'unauthorized'
  | 'gone'
  | 'busy'
  | 'missing'
  | 'other';

/** Sorts a refusal; what stands in its reason counts before its code. */
export function apiProblem({ status, reason = '', message = '' }: ApiRefusal): ApiProblem {
  if (reason === 'AlreadyExists') return 'exists';
  if (status === 401) return 'unauthorized';
  if (status === 403)
    return /exceeded quota|insufficient quota/.test(message) ? 'quota' : 'forbidden';
  if (status === 404) return 'missing';
  if (status === 409) return 'conflict';
  if (status === 410) return 'gone';
  if (status === 429 || status >= 500) return 'busy';
  return status === 400 || status === 413 || status === 415 || status === 422 ? 'invalid' : 'other';
}
