import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { type Fields, isFields, type KubeObject } from '../objects.ts';
import { Permissions } from './access.ts';
import { ApiError, statusOf } from './api-error.ts';
import { discovery } from './discovery.ts';
import { Faults, faultError } from './faults.ts';
import { ObjectLists } from './object-lists.ts';
import { answerObjects } from './object-requests.ts';
import type { ObjectStore } from './object-store.ts';
import { answerExec, answerLog, LogStreams } from './pod-streams.ts';
import { parseBody, readBody } from './request-body.ts';
import { requestTarget, type Target } from './request-target.ts';
import { resources } from './resources.ts';
import { tableAnswer, wantsTable } from './tables.ts';
import { Watches } from './watches.ts';
import { Writes } from './writes.ts';

/** A request that a client made. */
export interface SeenRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** 0: there was no answer. */
  readonly code: number;
}

export interface ServerOptions {
  readonly version: string;
  /** Milliseconds that each request of a client takes longer. */
  readonly latency: number;
  readonly bookmarkMilliseconds: number;
  /** Seconds for which pods stay on a lost node unless they say otherwise. */
  readonly tolerationSeconds: number;
  readonly certificate: { readonly key: Buffer; readonly cert: Buffer };
  readonly clientToken: string;
  readonly nodeToken: string;
}

const verbs: { readonly [method: string]: string } = {
  GET: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** The HTTP side of the test cluster. */
export class ApiServer {
  readonly requests: SeenRequest[] = [];
  readonly faults = new Faults();
  readonly permissions = new Permissions();
  readonly writes: Writes;
  readonly lists: ObjectLists;
  readonly watches: Watches;
  readonly logs = new LogStreams();
  private readonly store: ObjectStore;
  private readonly options: ServerOptions;
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  port = 0;

  constructor(store: ObjectStore, options: ServerOptions) {
    this.store = store;
    this.options = options;
    this.writes = new Writes(store, options.tolerationSeconds);
    this.lists = new ObjectLists(store);
    this.watches = new Watches(store, options.bookmarkMilliseconds);
  }

  /** All objects of a kind. */
  objects(plural: string): readonly KubeObject[] {
    return resources
      .filter((item) => item.plural === plural)
      .flatMap((item) => this.store.list(item));
  }

  /** Listens: on a free port at first, on the same one ever after. */
  async start(): Promise<void> {
    if (this.server !== undefined) return;
    const server = createServer(
      {
        ...this.options.certificate,
        // Who shows the server's own certificate is known, too.
        ca: this.options.certificate.cert,
        requestCert: true,
        rejectUnauthorized: false,
      },
      (request, response) => void this.answer(request, response),
    );
    // Node's five seconds would end connections at the moment in which a client goes on with one; real servers wait for minutes.
    server.keepAliveTimeout = 0;
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Ends, with all connections. */
  async stop(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // Also those that the server does not count: in the middle of their handshake, or upgraded.
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    const path = request.url ?? '/';
    const ofClient = this.isClient(request);
    // Known when the answer begins: watches and logs go on for long.
    const seen = ofClient ? this.note(method, path, response) : undefined;
    try {
      this.authenticate(request);
      await this.fulfil(request, response, ofClient);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else if (error instanceof Silence) await error.treat(response);
      else this.refuse(response, error);
    }
    seen?.();
  }

  private note(method: string, path: string, response: ServerResponse): () => void {
    const place = this.requests.push({ method, path, code: 0 }) - 1;
    return () => {
      this.requests[place] = { method, path, code: response.headersSent ? response.statusCode : 0 };
    };
  }

  private isClient(request: IncomingMessage): boolean {
    return request.headers.authorization !== `Bearer ${this.options.nodeToken}`;
  }

  private authenticate(request: IncomingMessage): void {
    const { socket, headers } = request;
    if (headers.authorization === undefined && (socket as TLSSocket).authorized) return;
    const known = [this.options.clientToken, this.options.nodeToken];
    if (!known.some((token) => headers.authorization === `Bearer ${token}`))
      throw new ApiError(401, 'Unauthorized', 'Unauthorized');
  }

  private async fulfil(
    request: IncomingMessage,
    response: ServerResponse,
    ofClient: boolean,
  ): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://server');
    const bytes = await readBody(request);
    if (ofClient && this.options.latency > 0) await delay(this.options.latency);
    const { method = 'GET' } = request;
    const fault = ofClient ? this.faults.take(method, url.pathname, url.search) : undefined;
    if (fault !== undefined) {
      if (fault.effect === 'after') await this.act(request, url, bytes, undefined, ofClient);
      if (typeof fault.code === 'string') throw new Silence(fault.code);
      throw faultError(fault);
    }
    await this.act(request, url, bytes, response, ofClient);
  }

  /** Does what is asked; without a response it only has the effect. */
  private async act(
    request: IncomingMessage,
    url: URL,
    bytes: Buffer,
    response: ServerResponse | undefined,
    ofClient: boolean,
  ): Promise<void> {
    const { pathname, searchParams: query } = url;
    const method = request.method ?? 'GET';
    const contentType = request.headers['content-type'] ?? 'application/json';
    const general = this.general(method, pathname, bytes);
    if (general !== undefined) return respond(response, general.code, general.body);
    const target = requestTarget(pathname);
    if (target === undefined)
      throw new ApiError(404, 'NotFound', 'the server could not find the requested resource');
    const isWatch = method === 'GET' && ['true', '1'].includes(query.get('watch') ?? '');
    if (ofClient) this.permissions.check(verbOf(method, target, isWatch), target);
    const asTable = method === 'GET' && wantsTable(request.headers.accept);
    if (response !== undefined && isWatch)
      return this.watches.begin({ target, query, ofClient, asTable }, response);
    if (response !== undefined && target.subresource === 'log')
      return void (await answerLog(this.store, target, query, response, this.logs));
    const warnings: string[] = [];
    const body = bytes.length > 0 ? parseBody(bytes, contentType) : undefined;
    const warn = (text: string) => warnings.push(text);
    const ask = { method, target, query, contentType, body, warn };
    const answer = answerObjects(ask, this.writes, this.lists);
    for (const text of warnings) response?.appendHeader('warning', `299 - ${JSON.stringify(text)}`);
    respond(
      response,
      answer.code,
      asTable ? tableAnswer(target.resource, answer.body) : answer.body,
    );
  }

  private general(
    method: string,
    path: string,
    bytes: Buffer,
  ): { code: number; body: object } | undefined {
    if (method === 'GET') {
      if (/^\/(healthz|livez|readyz)/.test(path)) return { code: 200, body: { ok: true } };
      const body = discovery(path, this.options.version);
      return body === undefined ? undefined : { code: 200, body };
    }
    const [, word] = /\/v1\/(selfsubjectaccessreviews|selfsubjectrulesreviews)$/.exec(path) ?? [];
    if (word === undefined) return undefined;
    const body: unknown = JSON.parse(bytes.toString());
    const kind =
      word === 'selfsubjectaccessreviews' ? 'SelfSubjectAccessReview' : 'SelfSubjectRulesReview';
    return { code: 201, body: this.permissions.review(kind, isFields(body) ? body : {}) };
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://server');
    const method = request.method ?? 'GET';
    const tell = (code: number) => {
      if (this.isClient(request)) this.requests.push({ method, path: request.url ?? '', code });
    };
    try {
      this.authenticate(request);
      const target = requestTarget(url.pathname);
      if (target?.subresource !== 'exec')
        throw new ApiError(400, 'BadRequest', 'Upgrade request required');
      this.permissions.check('create', target);
      answerExec(this.store, target, url.searchParams, request, socket, head);
      tell(101);
    } catch (error) {
      const status = statusOf(error);
      tell(status.code);
      const text = JSON.stringify(status);
      socket.end(
        `HTTP/1.1 ${status.code} ${status.reason}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
      );
    }
  }

  private refuse(response: ServerResponse, error: unknown): void {
    const status = statusOf(error);
    const seconds = (status.details as Fields | undefined)?.retryAfterSeconds;
    if (seconds !== undefined) response.setHeader('retry-after', String(seconds));
    respond(response, status.code, status);
  }
}

function verbOf(method: string, { name, subresource }: Target, isWatch: boolean): string {
  if (isWatch) return 'watch';
  if (method === 'GET' && name === undefined) return 'list';
  if (method === 'DELETE' && name === undefined) return 'deletecollection';
  return subresource === 'exec' ? 'create' : (verbs[method] ?? 'get');
}

function respond(response: ServerResponse | undefined, code: number, body: object): void {
  if (response === undefined || response.writableEnded) return;
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** A fault that does not answer. */
class Silence {
  private readonly how: 'reset' | 'hang';

  constructor(how: 'reset' | 'hang') {
    this.how = how;
  }

  async treat(response: ServerResponse): Promise<void> {
    if (this.how === 'reset') response.socket?.destroy();
  }
}
