import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { ExecAsk, ExecEnd, ExecSession } from './kubernetes-connection.ts';

const streams = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;
/** Its first protocol in which a side can say that a stream has ended. */
const knowsClose = 'v5.channel.k8s.io';

export const execProtocols = [knowsClose, 'v4.channel.k8s.io'];

/** Milliseconds between two signs of life, of which two may be missing. */
const pulse = 15_000;
/** Bytes of a message, at most. */
const mostBytes = 32_768;

/** Runs a command in a container, over a WebSocket. */
export function beginExec(open: () => Promise<WebSocket>, ask: ExecAsk): ExecSession {
  let socket: WebSocket | undefined;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const end = (how: ExecEnd): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    socket?.close();
    // A server that has said all it had to say may take its time to say goodbye.
    if (socket !== undefined) setTimeout(() => socket?.terminate(), 1000).unref();
    ask.ended(how);
  };
  const opened = open().then(
    (it) =>
      new Promise<void>((ready) => {
        socket = it;
        if (isOver) it.terminate();
        let isReady = false;
        let missing = 0;
        it.on('open', () => {
          isReady = true;
          timer = setInterval(() => {
            if (++missing <= 2) it.ping();
            else end({ kind: 'cut', text: 'the connection to the pod gives no sign of life' });
          }, pulse);
          ready();
        });
        it.on('pong', () => {
          missing = 0;
        });
        it.on('message', (data: Buffer) => {
          const bytes = data.subarray(1);
          if (isOver) return;
          if (data[0] === streams.stdout && bytes.length > 0) ask.told(bytes);
          else if (data[0] === streams.stderr && bytes.length > 0) ask.complained(bytes);
          else if (data[0] === streams.status) end({ kind: 'done', status: bytes.toString() });
        });
        it.on('unexpected-response', (_request, response) => {
          textOf(response).then((text) => {
            end({ kind: 'unsent', text, code: response.statusCode ?? 0 });
            it.terminate();
            ready();
          });
        });
        it.on('error', ({ message }) => {
          end({ kind: isReady ? 'cut' : 'unsent', text: message });
          ready();
        });
        it.on('close', () => {
          end({ kind: 'cut', text: 'the connection to the pod was closed' });
          ready();
        });
      }),
    (error: unknown) => end({ kind: 'unsent', text: String(error) }),
  );
  const sendAll = async (stream: number, bytes: Uint8Array): Promise<boolean> => {
    await opened;
    for (let at = 0; at < bytes.length; at += mostBytes) {
      if (isOver || socket?.readyState !== socket?.OPEN || socket === undefined) return false;
      const message = Buffer.concat([
        Uint8Array.of(stream),
        bytes.subarray(at, Math.min(at + mostBytes, bytes.length)),
      ]);
      const to = socket;
      const failed = await new Promise((sent) => to.send(message, sent));
      if (failed) return false;
    }
    return true;
  };
  return {
    write: (bytes) => sendAll(streams.stdin, bytes),
    close: () => {
      opened.then(() => {
        if (socket?.protocol === knowsClose) {
          void sendAll(streams.close, Uint8Array.of(streams.stdin));
        }
      });
    },
    resize: (columns, rows) => {
      void sendAll(streams.resize, Buffer.from(JSON.stringify({ Width: columns, Height: rows })));
    },
    stop: () => {
      isOver = true;
      clearInterval(timer);
      socket?.terminate();
    },
  };
}

const textOf = async (response: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of response) pieces.push(piece);
  } catch {
    // The code says enough.
  }
  return Buffer.concat(pieces).toString();
};
