import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Carries TCP connections to a port, and disturbs them. It lives in the test's process, which must not block. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Carries nothing more in either direction, and takes new connections without an answer; nobody is told. */
  readonly freeze: () => void;
  /** Carries what was held back, and what follows. */
  readonly thaw: () => void;
  /** Ends all connections at once with a reset. New ones are carried. */
  readonly cut: () => void;
}

/** Listens on a free port of 127.0.0.1. */
export async function startProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let frozen = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // The other side learns of it by its own end.
    socket.on('error', () => undefined);
    if (frozen) socket.pause();
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      keep(from);
      from.on('data', (part) => to.write(part));
      from.once('end', () => to.end());
      from.once('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  const setFrozen = (is: boolean): void => {
    frozen = is;
    for (const socket of sockets) is ? socket.pause() : socket.resume();
  };
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: address.port,
    freeze: () => setFrozen(true),
    thaw: () => setFrozen(false),
    cut,
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
