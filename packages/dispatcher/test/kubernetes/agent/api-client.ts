import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { createInterface } from 'node:readline';
import { parse as parseYaml } from 'yaml';
import type { KubeObject } from '../objects.ts';

/** How a server is reached and who asks. */
export interface Access {
  readonly url: string;
  readonly token?: string;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

export interface ApiAnswer {
  readonly code: number;
  readonly body: unknown;
}

interface Config {
  clusters: { cluster: { [key: string]: string } }[];
  users: { user: { [key: string]: string } }[];
}

/** The first cluster and the first user of a kubeconfig. */
export function readKubeconfig(path: string): Access {
  const config = parseYaml(readFileSync(path, 'utf8')) as Config;
  const { cluster = {} } = config.clusters[0] ?? {};
  const { user = {} } = config.users[0] ?? {};
  const bytes = (of: { [key: string]: string }, name: string): Buffer | undefined => {
    const data = of[`${name}-data`];
    const file = of[name];
    return data ? Buffer.from(data, 'base64') : file ? readFileSync(file) : undefined;
  };
  const ca = bytes(cluster, 'certificate-authority');
  const cert = bytes(user, 'client-certificate');
  const key = bytes(user, 'client-key');
  return {
    url: cluster.server ?? '',
    ...(user.token ? { token: user.token } : {}),
    ...(ca ? { ca } : {}),
    ...(cert ? { cert } : {}),
    ...(key ? { key } : {}),
  };
}

/** What a node needs of an API server; it may be any. */
export class ApiClient {
  private readonly access: Access;
  private readonly secure: boolean;
  private readonly agent: HttpAgent;
  private readonly streams: HttpAgent;

  constructor(access: Access) {
    this.access = access;
    this.secure = access.url.startsWith('https:');
    const { ca, cert, key } = access;
    const tls = { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
    const make = (keepAlive: boolean) =>
      this.secure
        ? new HttpsAgent({ keepAlive, maxSockets: 20, ...tls })
        : new HttpAgent({ keepAlive, maxSockets: 20 });
    this.agent = make(true);
    this.streams = make(false);
  }

  private open(
    method: string,
    path: string,
    agent: HttpAgent,
    headers: { [name: string]: string },
  ) {
    const { token, url } = this.access;
    const options = {
      method,
      agent,
      headers: {
        accept: 'application/json',
        ...headers,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
    };
    const ask = this.secure ? httpsRequest : httpRequest;
    return ask(new URL(path, url), options);
  }

  /** Rejects when there is no answer. */
  request(
    method: string,
    path: string,
    body?: object,
    contentType = 'application/json',
  ): Promise<ApiAnswer> {
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers: { [name: string]: string } =
      bytes === undefined
        ? {}
        : { 'content-type': contentType, 'content-length': String(bytes.length) };
    return new Promise((resolve, reject) => {
      const ask = this.open(method, path, this.agent, headers);
      ask.on('error', reject);
      ask.on('response', (response: IncomingMessage) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(pieces).toString();
          try {
            resolve({
              code: response.statusCode ?? 0,
              body: text === '' ? undefined : JSON.parse(text),
            });
          } catch {
            resolve({ code: response.statusCode ?? 0, body: text });
          }
        });
      });
      ask.end(bytes);
    });
  }

  /** The object, or undefined when there is none; rejects at anything else. */
  async find(path: string): Promise<KubeObject | undefined> {
    const { code, body } = await this.request('GET', path);
    if (code === 404) return undefined;
    if (code !== 200) throw new Error(`GET ${path}: ${code} ${JSON.stringify(body)}`);
    return body as KubeObject;
  }

  /**
   * Tells of all objects that a list gives, now and as they change, until the signal; lists anew whenever a watch ends badly.
   * `listed` gets all there are.
   */
  async follow(
    path: string,
    query: string,
    signal: AbortSignal,
    told: { listed(items: KubeObject[]): void; changed(type: string, object: KubeObject): void },
  ): Promise<void> {
    while (!signal.aborted) {
      try {
        const { code, body } = await this.request('GET', `${path}?${query}`);
        if (code !== 200) throw new Error(`GET ${path}: ${code}`);
        const list = body as { metadata: { resourceVersion: string }; items: KubeObject[] };
        if (signal.aborted) return;
        told.listed(list.items);
        await this.watch(`${path}?${query}`, list.metadata.resourceVersion, signal, told.changed);
      } catch {
        // The server is away, or does not remember: lists again.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  private async watch(
    path: string,
    from: string,
    signal: AbortSignal,
    changed: (type: string, object: KubeObject) => void,
  ): Promise<void> {
    let revision = from;
    for (;;) {
      const query = `&watch=true&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=${revision}`;
      const ask = this.open('GET', path + query, this.streams, {});
      const abort = () => ask.destroy();
      signal.addEventListener('abort', abort);
      try {
        const response = await new Promise<IncomingMessage>((resolve, reject) => {
          ask.on('response', resolve).on('error', reject).end();
        });
        if (response.statusCode !== 200) throw new Error(`watch: ${response.statusCode}`);
        for await (const line of createInterface({ input: response })) {
          const { type, object } = JSON.parse(line) as { type: string; object: KubeObject };
          if (type === 'ERROR') throw new Error('expired');
          revision = object.metadata.resourceVersion;
          if (type !== 'BOOKMARK') changed(type, object);
        }
      } finally {
        signal.removeEventListener('abort', abort);
        ask.destroy();
      }
    }
  }

  close(): void {
    this.agent.destroy();
    this.streams.destroy();
  }
}
