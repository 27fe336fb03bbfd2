import { apiProblem } from '@mrunner/core/kubernetes';

/** What became of a call of the API. */
export type KubeAnswer = KubeDone | KubeLost | KubeUnreached;

export interface KubeDone {
  readonly kind: 'done';
  /** Of HTTP; also one that refuses. */
  readonly code: number;
  /** Parsed JSON, or text where it is none. */
  readonly body: unknown;
}

/** Nobody knows whether it was carried out. */
export interface KubeLost {
  readonly kind: 'lost';
  readonly text: string;
}

/** It is certain that nothing was carried out. */
export interface KubeUnreached {
  readonly kind: 'unreached';
  readonly text: string;
  /** The cluster wants its user to log in, by whatever the kubeconfig says. */
  readonly wantsLogin?: true;
}

/** What a server says when it refuses: a `Status` object of Kubernetes. */
export interface KubeRefusal {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
}

/** It was carried out. */
export interface KubeWell extends KubeDone {
  readonly code: 200 | 201 | 202;
}

/** Whether it was carried out. */
export const isWell = (answer: KubeAnswer): answer is KubeWell =>
  answer.kind === 'done' && answer.code >= 200 && answer.code < 300;

/** The words of a server that refused. */
export function refusalOf({ code, body }: KubeDone): KubeRefusal {
  const { reason, message } = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly reason?: unknown;
    readonly message?: unknown;
  };
  const text = typeof body === 'string' ? body.trim() : '';
  return {
    status: code,
    reason: typeof reason === 'string' ? reason : '',
    message: typeof message === 'string' && message !== '' ? message : text || `HTTP ${code}`,
  };
}

/** What is told to people of an answer that is not well. */
export function troubleOf(answer: KubeAnswer): string {
  return answer.kind === 'done' ? refusalOf(answer).message : answer.text;
}

/** Whether asking again later may help: nobody heard it, the server is busy, or its user is to log in. */
export function isPassing(answer: KubeAnswer): boolean {
  if (answer.kind !== 'done') return true;
  const problem = apiProblem(refusalOf(answer));
  return problem === 'busy' || problem === 'unauthorized';
}
