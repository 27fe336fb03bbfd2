import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Node, Pod } from '../objects.ts';
import { ApiError, badRequest } from './api-error.ts';
import type { ObjectStore } from './object-store.ts';
import type { Target } from './request-target.ts';
import { nodes, pods } from './resources.ts';

/** Where a pod's container is served from: the node's own server. */
interface Place {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

function containerPlace(
  store: ObjectStore,
  { namespace = '', name = '' }: Target,
  query: URLSearchParams,
  what: 'containerLogs' | 'exec',
): Place | undefined {
  const pod = store.get(pods, namespace, name) as Pod;
  const { containers, initContainers = [], nodeName } = pod.spec;
  const names = [...containers, ...initContainers].map((item) => item.name);
  const container =
    query.get('container') || (containers.length === 1 ? containers[0]?.name : undefined);
  if (container === undefined)
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`,
    );
  if (!names.includes(container))
    throw badRequest(`container ${container} is not valid for pod ${name}`);
  if (nodeName === undefined) {
    if (what === 'exec') throw badRequest(`pod ${name} does not have a host assigned`);
    return undefined;
  }
  const node = store.find(nodes, undefined, nodeName) as Node | undefined;
  const host = node?.status.addresses.find(({ type }) => type === 'InternalIP')?.address;
  if (node === undefined || host === undefined) throw unreachable(nodeName, 'no such host');
  const { Port: port } = node.status.daemonEndpoints.kubeletEndpoint;
  return { host, port, path: `/${what}/${namespace}/${name}/${container}` };
}

const unreachable = (node: string, why: string) =>
  new ApiError(500, 'InternalError', `Get "https://${node}": dial tcp: ${why}`);

/** The logs that are being handed on, and their faults. */
export class LogStreams {
  private readonly open = new Map<ServerResponse, () => void>();

  add(response: ServerResponse, freeze: () => void): void {
    this.open.set(response, freeze);
    response.on('close', () => this.open.delete(response));
  }

  get count(): number {
    return this.open.size;
  }

  /** No byte comes any more, nor the end, and the connections stay. */
  freeze(): void {
    for (const freeze of this.open.values()) freeze();
  }

  /** Breaks the connections. */
  cut(): void {
    for (const response of this.open.keys()) response.destroy();
  }
}

/** Answers `pods/x/log` with what the node says. */
export function answerLog(
  store: ObjectStore,
  target: Target,
  query: URLSearchParams,
  response: ServerResponse,
  streams: LogStreams,
): Promise<number> {
  const place = containerPlace(store, target, query, 'containerLogs');
  if (place === undefined) {
    response.writeHead(200, { 'content-type': 'text/plain' }).end();
    return Promise.resolve(200);
  }
  return new Promise((resolve, reject) => {
    const { host, port, path } = place;
    const ask = httpRequest({ host, port, path: `${path}?${query}` }, (answer) => {
      const code = answer.statusCode ?? 500;
      response.writeHead(code, { 'content-type': answer.headers['content-type'] ?? 'text/plain' });
      response.flushHeaders();
      answer.pipe(response);
      streams.add(response, () => void answer.unpipe(response).resume());
      answer.on('error', () => response.destroy());
      resolve(code);
    });
    ask.on('error', (error) => reject(unreachable(place.host, error.message)));
    response.on('close', () => ask.destroy());
    ask.end();
  });
}

/** Hands the connection of `pods/x/exec` on to the node, whatever protocol the two will speak. */
export function answerExec(
  store: ObjectStore,
  target: Target,
  query: URLSearchParams,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const place = containerPlace(store, target, query, 'exec');
  if (place === undefined) return;
  const asked = new URLSearchParams();
  for (const word of query.getAll('command')) asked.append('command', word);
  const names = { stdin: 'input', stdout: 'output', stderr: 'error', tty: 'tty' };
  for (const [name, kubelet] of Object.entries(names))
    if (['true', '1'].includes(query.get(name) ?? '')) asked.set(kubelet, '1');
  const upstream = connect(place.port, place.host, () => {
    const headers = pairs(request.rawHeaders)
      .filter(([name]) => name.toLowerCase() !== 'authorization')
      .map(([name, value]) => `${name}: ${value}`);
    upstream.write(
      `${request.method} ${place.path}?${asked} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`,
    );
    if (head.length > 0) upstream.write(head);
    upstream.pipe(socket);
    socket.pipe(upstream);
  });
  const end = () => {
    upstream.destroy();
    socket.destroy();
  };
  upstream.on('error', end).on('close', end);
  socket.on('error', end).on('close', end);
}

const pairs = (list: readonly string[]): [string, string][] =>
  Array.from({ length: list.length / 2 }, (_, n) => [list[2 * n] ?? '', list[2 * n + 1] ?? '']);
