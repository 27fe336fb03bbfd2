import http from 'node:http';
import https from 'node:https';
import { type FoundConfig, readKubeConfig } from './kube-config.ts';
import { kubeUser } from './kube-user.ts';
import type {
  HttpAsk,
  HttpEnd,
  KubeChoice,
  KubeConnection,
  Stoppable,
} from './kubernetes-connection.ts';
import { beginExec, execProtocols } from './kubernetes-exec.ts';

/** Milliseconds that a connection may take to be made. */
const connectPatience = 15_000;

/** Reads the user's kubeconfig; nothing is sent yet. A text, for people, when it leads nowhere. */
export async function connectKubernetes(choice: KubeChoice): Promise<KubeConnection | string> {
  // Large, and needed by nobody else.
  const { KubeConfig: Config, WebSocket } = await import('./kubernetes-client.ts');
  const found = readKubeConfig(Config, choice);
  if (typeof found === 'string') return found;
  const { config } = found;
  const context = config.getCurrentContext();
  const server = config.getCurrentCluster()?.server ?? '';
  const agents = keptAgents(found, choice.env);
  const open = new Set<() => void>();
  const listed = <Session extends Stoppable>(begin: (over: () => void) => Session): Session => {
    const over = (): void => {
      open.delete(stop);
    };
    const session = begin(over);
    const stop = (): void => {
      over();
      session.stop();
    };
    open.add(stop);
    return { ...session, stop };
  };
  return {
    context,
    server,
    namespace: config.getContextObject(context)?.namespace,
    send: (ask) =>
      listed((over) =>
        send(server, ask, agents.optionsFor, (end) => {
          over();
          ask.ended(end);
        }),
      ),
    exec: (ask) => {
      const url = urlOf(server, ask.path).replace(/^http/, 'ws');
      const open = async () => {
        const { agent, ...options } = await agents.optionsFor();
        const isProxy = config.getCurrentCluster()?.proxyUrl !== undefined;
        return new WebSocket(url, execProtocols, {
          ...options,
          ...(isProxy && { agent }),
          perMessageDeflate: false,
        });
      };
      return listed((over) => {
        const session = beginExec(open, {
          ...ask,
          ended: (end) => {
            over();
            ask.ended(end);
          },
        });
        return session;
      });
    },
    close: () => {
      for (const stop of open) stop();
      agents.destroy();
    },
  };
}

/** A server may have a path of its own, as behind Rancher. */
const urlOf = (server: string, path: string): string => server.replace(/\/$/, '') + path;

interface Agents {
  readonly optionsFor: () => Promise<https.RequestOptions>;
  readonly destroy: () => void;
}

/** Connections are kept; certificates that a plugin renewed make a new agent. */
function keptAgents({ config, user: named }: FoundConfig, env: KubeChoice['env']): Agents {
  let agent: https.Agent | http.Agent | undefined;
  let madeOf: string | undefined;
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  const logIn = user === null || cluster === null ? undefined : kubeUser(user, cluster, named, env);
  return {
    optionsFor: async () => {
      const headers = (await logIn?.()) ?? {};
      const options: https.RequestOptions = { headers: { ...headers } };
      await config.applyToHTTPSOptions(options);
      // What leads through a proxy is the library's own.
      if (cluster?.proxyUrl) return options;
      const { ca, cert, key, rejectUnauthorized, servername } = options;
      const secrets = JSON.stringify([String(cert), String(key)]);
      if (agent === undefined || secrets !== madeOf) {
        agent?.destroy();
        const kept = { keepAlive: true, maxSockets: 32, proxyEnv: { ...env } };
        const isPlain = cluster?.server.startsWith('http:');
        agent = isPlain
          ? new http.Agent(kept)
          : new https.Agent({
              ...kept,
              ...(ca !== undefined && { ca }),
              ...(cert !== undefined && { cert }),
              ...(key !== undefined && { key }),
              ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
              ...(servername !== undefined && { servername }),
            });
        madeOf = secrets;
      }
      return { ...options, agent };
    },
    destroy: () => agent?.destroy(),
  };
}

function send(
  server: string,
  ask: HttpAsk,
  optionsFor: () => Promise<https.RequestOptions>,
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
