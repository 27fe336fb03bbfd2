import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ContainerRun } from './container-run.ts';
import { type ExecRequest, startExec } from './exec-process.ts';
import { SpdyConnection } from './spdy-connection.ts';

/** `exec` over SPDY/3.1, as older clients do it, and API servers towards nodes: each channel is a stream with a type. */
export function execBySpdy(
  run: ContainerRun,
  ask: ExecRequest,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const asked = String(request.headers['x-stream-protocol-version'] ?? '');
  const protocol = asked.includes('v5.channel.k8s.io') ? 'v5.channel.k8s.io' : 'v4.channel.k8s.io';
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`,
  );
  const wanted = ['error', ...(ask.stdin ? ['stdin'] : []), ...(ask.stdout ? ['stdout'] : [])];
  if (ask.stderr && !ask.tty) wanted.push('stderr');
  const streams = new Map<string, number>();
  let begun = false;
  const connection = new SpdyConnection(socket, {
    opened: (id, headers) => {
      streams.set(headers.get('streamtype') ?? '', id);
      if (begun || !wanted.every((name) => streams.has(name))) return;
      begun = true;
      begin();
    },
    received: (id, piece, isLast) => {
      if (id !== streams.get('stdin')) return;
      if (piece.length > 0) input.write(piece);
      if (isLast) input.end();
    },
    closed: () => {
      input.end();
      if (ask.tty) stop();
    },
  });
  let input: { write(piece: Buffer): void; end(): void } = { write: () => {}, end: () => {} };
  let stop = () => {};
  const begin = () => {
    const send = (name: string, piece: Buffer, isLast = false) => {
      const id = streams.get(name);
      if (id !== undefined) connection.send(id, piece, isLast);
    };
    const child = startExec(run, ask, {
      stdout: (piece) => send('stdout', piece),
      stderr: (piece) => send('stderr', piece),
      ended: (status) => {
        for (const name of ['stdout', 'stderr']) send(name, Buffer.alloc(0), true);
        send('error', Buffer.from(JSON.stringify(status)), true);
        connection.end();
      },
    });
    stop = () => child.kill('SIGHUP');
    input = {
      write: (piece) => void child.stdin?.write(piece),
      end: () => void child.stdin?.end(),
    };
  };
  connection.take(head);
}
