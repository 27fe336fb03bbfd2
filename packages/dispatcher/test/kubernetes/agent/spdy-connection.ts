import type { Duplex } from 'node:stream';
import { SpdyHeaders } from './spdy-headers.ts';

export interface SpdyEvents {
  opened(stream: number, headers: ReadonlyMap<string, string>): void;
  received(stream: number, piece: Buffer, isLast: boolean): void;
  closed(): void;
}

const types = { synStream: 1, synReply: 2, reset: 3, ping: 6 };

/** The server's side of SPDY/3.1 without flow control, which is all that Kubernetes uses of it. */
export class SpdyConnection {
  private readonly socket: Duplex;
  private readonly events: SpdyEvents;
  private readonly headers = new SpdyHeaders();
  private rest: Buffer = Buffer.alloc(0);
  /** Frames are dealt with in order, though headers take their time. */
  private work: Promise<void> = Promise.resolve();

  constructor(socket: Duplex, events: SpdyEvents) {
    this.socket = socket;
    this.events = events;
    socket.on('data', (piece: Buffer) => this.take(piece));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.headers.close();
      events.closed();
    });
  }

  /** Bytes that came. */
  take(piece: Buffer): void {
    this.rest = Buffer.concat([this.rest, piece]);
    while (this.rest.length >= 8) {
      const end = 8 + this.rest.readUIntBE(5, 3);
      if (this.rest.length < end) return;
      const frame = Buffer.from(this.rest.subarray(0, end));
      this.rest = this.rest.subarray(end);
      this.work = this.work.then(() => this.treat(frame)).catch(() => void this.socket.destroy());
    }
  }

  private async treat(frame: Buffer): Promise<void> {
    const isLast = ((frame[4] ?? 0) & 1) === 1;
    if (((frame[0] ?? 0) & 0x80) === 0) {
      this.events.received(frame.readUInt32BE(0), frame.subarray(8), isLast);
      return;
    }
    const type = frame.readUInt16BE(2);
    if (type === types.ping) this.socket.write(frame);
    if (type === types.reset)
      this.events.received(frame.readUInt32BE(8) & 0x7fffffff, Buffer.alloc(0), true);
    if (type !== types.synStream) return;
    const stream = frame.readUInt32BE(8) & 0x7fffffff;
    const headers = await this.headers.read(frame.subarray(18));
    const id = Buffer.alloc(4);
    id.writeUInt32BE(stream);
    this.control(types.synReply, Buffer.concat([id, await this.headers.empty()]));
    this.events.opened(stream, headers);
    if (isLast) this.events.received(stream, Buffer.alloc(0), true);
  }

  private control(type: number, payload: Buffer): void {
    const head = Buffer.alloc(8);
    head.writeUInt16BE(0x8003, 0);
    head.writeUInt16BE(type, 2);
    head.writeUIntBE(payload.length, 5, 3);
    this.write(Buffer.concat([head, payload]));
  }

  send(stream: number, piece: Buffer, isLast: boolean): void {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(stream, 0);
    head.writeUInt8(isLast ? 1 : 0, 4);
    head.writeUIntBE(piece.length, 5, 3);
    this.write(Buffer.concat([head, piece]));
  }

  private write(bytes: Buffer): void {
    if (!this.socket.destroyed && this.socket.writable) this.socket.write(bytes);
  }

  /** Nothing more is sent. */
  end(): void {
    this.socket.end();
  }
}
