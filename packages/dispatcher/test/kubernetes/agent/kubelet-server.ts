import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfMadeCertificate } from './certificate.ts';
import type { ContainerLog, LogOptions } from './container-log.ts';
import { serveExec } from './exec-streams.ts';
import type { PodWorker } from './pod-worker.ts';

/** The server of a node, from which the API server takes logs and to which it hands exec. */
export interface KubeletServer {
  readonly port: number;
  stop(): Promise<void>;
}

type Find = (namespace: string, pod: string) => PodWorker | undefined;

/** On a free port of the loopback. */
export async function startKubeletServer(find: Find, secure: boolean): Promise<KubeletServer> {
  const answer: RequestListener = (request, response) => serve(find, request, response);
  const server = secure ? createHttps(await selfMadeCertificate(), answer) : createHttp(answer);
  // Else it could end a connection at the moment in which the API server goes on with it.
  server.keepAliveTimeout = 0;
  serveExec(server, (namespace, pod, container) => {
    const worker = find(namespace, pod);
    return worker?.run(container);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function serve(find: Find, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://node');
  const [what, namespace = '', name = '', container = ''] = url.pathname
    .split('/')
    .slice(1)
    .map(decodeURIComponent);
  if (what !== 'containerLogs') {
    response.writeHead(what === 'healthz' ? 200 : 404).end();
    return;
  }
  const worker = find(namespace, name);
  const refuse = (code: number, text: string): void => {
    const body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: text,
      reason: code === 404 ? 'NotFound' : 'BadRequest',
      code,
    };
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const log = worker?.log(container);
  const state = worker?.records.find((record) => record.container.name === container)?.state;
  if (worker === undefined) refuse(404, `pods "${name}" not found`);
  else if (log === undefined || state?.waiting !== undefined) {
    const why = state?.waiting?.reason ?? 'ContainerCreating';
    refuse(400, `container "${container}" in pod "${name}" is waiting to start: ${why}`);
  } else sendLog(log, url.searchParams, response);
}

function sendLog(log: ContainerLog, query: URLSearchParams, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.flushHeaders();
  const stop = log.read(
    logOptions(query),
    (piece) => void response.write(piece),
    () => response.end(),
  );
  response.on('close', stop);
}

function logOptions(query: URLSearchParams): LogOptions {
  const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
  const flag = (name: string) => ['true', '1'].includes(query.get(name) ?? '');
  const tailLines = number('tailLines');
  const limitBytes = number('limitBytes');
  const seconds = number('sinceSeconds');
  const time = query.get('sinceTime');
  // The API server hands on whole seconds.
  const since = time
    ? Math.floor(Date.parse(time) / 1000) * 1000
    : seconds === undefined
      ? undefined
      : Date.now() - seconds * 1000;
  return {
    follow: flag('follow'),
    timestamps: flag('timestamps'),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(since === undefined ? {} : { since }),
  };
}
