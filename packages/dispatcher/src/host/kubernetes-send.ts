import http from 'node:http';
import https from 'node:https';
import type { KubernetesAgents } from './kubernetes-agents.ts';
import type { HttpAsk, HttpEnd, Stoppable } from './kubernetes-connection.ts';

/** Milliseconds that a connection may take to be made. */
const connectPatience = 15_000;

/** A server may have a path of its own, as behind Rancher. */
export const urlOf = (server: string, path: string): string => server.replace(/\/$/, '') + path;

/** Sends one request; whoever stops it hears no end. */
export function sendToKubernetes(
  server: string,
  ask: HttpAsk,
  optionsFor: KubernetesAgents['optionsFor'],
  ended: (end: HttpEnd) => void,
): Stoppable {
  let isOver = false;
  let request: http.ClientRequest | undefined;
  const end = (how: HttpEnd): void => {
    if (isOver) return;
    isOver = true;
    ended(how);
  };
  const begin = (options: https.RequestOptions): void => {
    if (isOver) return;
    const url = new URL(urlOf(server, ask.path));
    const { request: ask1 } = url.protocol === 'http:' ? http : https;
    let isSent = false;
    request = ask1(url, {
      ...options,
      method: ask.method,
      headers: {
        ...(options.headers as http.OutgoingHttpHeaders | undefined),
        ...ask.headers,
        ...(ask.body !== undefined && { 'content-length': Buffer.byteLength(ask.body) }),
      },
    });
    request.on('socket', (socket) => {
      // Small requests are answered at once, and watches tell single lines.
      socket.setNoDelay(true);
      socket.setKeepAlive(true, 30_000);
      if (!socket.connecting) {
        isSent = true;
        return;
      }
      const timer = setTimeout(
        () => request?.destroy(new Error(`no connection within ${connectPatience / 1000} s`)),
        connectPatience,
      );
      const stopTimer = (): void => clearTimeout(timer);
      socket.once('close', stopTimer);
      socket.once(url.protocol === 'http:' ? 'connect' : 'secureConnect', () => {
        stopTimer();
        isSent = true;
      });
    });
    request.on('response', (response) => {
      ask.head(response.statusCode ?? 0, response.headers);
      response.on('data', (bytes: Buffer) => {
        if (!isOver) ask.told(bytes);
      });
      response.on('end', () => end({ kind: 'whole' }));
      response.on('close', () =>
        end({ kind: 'cut', text: `${server}: the connection was closed` }),
      );
      response.on('error', (error) => end({ kind: 'cut', text: errorText(error, server) }));
    });
    request.on('error', (error) => {
      const text = errorText(error, server);
      end(isSent ? { kind: 'cut', text } : { kind: 'unsent', text });
    });
    request.end(ask.body);
  };
  optionsFor().then(begin, (error: unknown) =>
    end({ kind: 'unsent', text: loginText(error), wantsLogin: true }),
  );
  return {
    stop: () => {
      isOver = true;
      request?.destroy();
    },
  };
}

/** Node gathers what went wrong at each address of a name. */
function errorText(error: Error & { errors?: readonly Error[] }, server: string): string {
  const [first] = error.errors ?? [];
  const message = error.message || first?.message || String(error);
  // Node's word for an answer that breaks off.
  return `${server}: ${message === 'aborted' ? 'the connection was cut' : message}`;
}

function loginText(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).trim().split('\n');
  const last = lines.findLast((line) => line.trim() !== '') ?? 'it says nothing';
  return `the kubeconfig's way to log in failed: ${last}`;
}
