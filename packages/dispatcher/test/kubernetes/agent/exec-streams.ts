import type { IncomingMessage, Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { ContainerRun } from './container-run.ts';
import { execRequest } from './exec-process.ts';
import { execBySpdy } from './exec-spdy.ts';
import { execByWebSocket } from './exec-websocket.ts';

type Find = (namespace: string, pod: string, container: string) => ContainerRun | undefined;

/** Serves `/exec/NAMESPACE/POD/CONTAINER?command=…&input=1&output=1&error=1&tty=1`. */
export function serveExec(server: Server | SecureServer, find: Find): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const url = new URL(request.url ?? '/', 'http://node');
    const [what, namespace = '', pod = '', container = ''] = url.pathname
      .split('/')
      .slice(1)
      .map(decodeURIComponent);
    const run = what === 'exec' ? find(namespace, pod, container) : undefined;
    if (run === undefined || run.isOver || run.pid === undefined) {
      const text = `container not found ("${container}")`;
      socket.end(
        `HTTP/1.1 404 Not Found\r\ncontent-type: text/plain\r\nconnection: close\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
      );
      return;
    }
    const ask = execRequest(url.searchParams);
    const bySpdy = /^spdy/i.test(request.headers.upgrade ?? '');
    if (bySpdy) execBySpdy(run, ask, request, socket, head);
    else execByWebSocket(run, ask, request, socket, head);
  });
}
