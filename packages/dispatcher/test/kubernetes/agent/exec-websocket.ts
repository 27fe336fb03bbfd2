import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ContainerRun } from './container-run.ts';
import { type ExecRequest, startExec } from './exec-process.ts';

const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const server = new WebSocketServer({
  noServer: true,
  handleProtocols: (asked) => protocols.find((protocol) => asked.has(protocol)) ?? false,
});

/** Channels are the first byte of each message. */
const channels = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 };

/** `exec` over a WebSocket. */
export function execByWebSocket(
  run: ContainerRun,
  ask: ExecRequest,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  server.handleUpgrade(request, socket, head, (connection) => converse(run, ask, connection));
}

function converse(run: ContainerRun, ask: ExecRequest, connection: WebSocket): void {
  const send = (channel: number, piece: Buffer | string) =>
    connection.send(Buffer.concat([Buffer.from([channel]), Buffer.from(piece)]));
  // Tells the client that the connection is there.
  send(ask.stdout ? channels.stdout : ask.stderr ? channels.stderr : channels.status, '');
  const child = startExec(run, ask, {
    stdout: (piece) => send(channels.stdout, piece),
    stderr: (piece) => send(channels.stderr, piece),
    ended: (status) => {
      send(channels.status, JSON.stringify(status));
      connection.close(1000);
    },
  });
  connection.on('message', (data) => {
    const bytes = data as Buffer;
    if (bytes[0] === channels.stdin) child.stdin?.write(bytes.subarray(1));
    else if (bytes[0] === channels.close && bytes[1] === channels.stdin) child.stdin?.end();
  });
  connection.on('close', () => {
    child.stdin?.end();
    if (ask.tty) child.kill('SIGHUP');
  });
}
