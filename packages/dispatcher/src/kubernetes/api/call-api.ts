import type { Host } from '../../host/host.ts';
import type { KubeConnection } from '../../host/kubernetes-connection.ts';
import { type KubeAnswer, refusalOf } from './kube-answer.ts';
import type { KubeCall } from './kube-api.ts';
import { withQuery } from './resource-paths.ts';

/** One try of a call, and how long the server wants to be left alone. */
export interface Tried {
  readonly answer: KubeAnswer;
  /** Milliseconds. */
  readonly retryAfter?: number;
}

/** Who takes part in a call while it goes on. */
export interface BodySink {
  /** Takes the body of an answer that is well as it comes; it is not kept then. */
  readonly told?: (piece: Buffer) => void;
  /** Ends it: whether it was carried out is not known then. */
  readonly signal?: AbortSignal;
}

const usualPatience = 30_000;

/** Calls the API once. */
export function callOnce(
  host: Pick<Host, 'clock'>,
  connection: KubeConnection,
  call: KubeCall & { readonly milliseconds?: number | undefined },
  { told, signal }: BodySink = {},
): Promise<Tried> {
  const { method, path, query, body, milliseconds = usualPatience } = call;
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let code = 0;
    let retryAfter: number | undefined;
    const over = (answer: KubeAnswer): void => {
      stopTimer();
      signal?.removeEventListener('abort', abort);
      resolve({ answer, ...(retryAfter !== undefined && { retryAfter }) });
    };
    const exchange = connection.send({
      method,
      path: withQuery(path, query),
      headers: {
        accept: 'application/json',
        'user-agent': 'mrunner',
        ...(body !== undefined && { 'content-type': contentTypeOf(call) }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      head: (status, headers) => {
        code = status;
        const seconds = Number(headers['retry-after']);
        if (seconds > 0) retryAfter = seconds * 1000;
      },
      told: (piece) => {
        if (told !== undefined && code >= 200 && code < 300) told(piece);
        else pieces.push(piece);
      },
      ended: (end) => {
        if (end.kind === 'whole') {
          over(answerOf(code, Buffer.concat(pieces).toString(), connection));
        } else if (end.kind === 'cut') over({ kind: 'lost', text: end.text });
        else over({ ...end, kind: 'unreached' });
      },
    });
    const giveUp = (text: string): void => {
      exchange.stop();
      over({ kind: 'lost', text });
    };
    const abort = (): void => giveUp('it was ended here');
    const stopTimer =
      milliseconds === Number.POSITIVE_INFINITY
        ? () => {}
        : host.clock.after(milliseconds, () =>
            giveUp(`${connection.server}: no answer within ${Math.ceil(milliseconds / 1000)} s`),
          );
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

const contentTypeOf = ({ contentType, method }: KubeCall): string =>
  contentType ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json');

function answerOf(code: number, text: string, { server }: KubeConnection): KubeAnswer {
  const body = parsed(text);
  if (code !== 401) return { kind: 'done', code, body };
  const { message } = refusalOf({ kind: 'done', code, body });
  const words = message === 'Unauthorized' ? '' : `: ${message}`;
  return { kind: 'unreached', text: `${server} does not know you${words}`, wantsLogin: true };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
