/** One line of a container's log, or a piece of one that is too long or not ended. */
export interface LogLine {
  readonly time: string;
  readonly text: Buffer;
  /** Whether a newline follows. */
  readonly whole: boolean;
}

const longest = 16 * 1024;

export interface LogOptions {
  readonly follow?: boolean;
  readonly tailLines?: number;
  /** Milliseconds. */
  readonly since?: number;
  readonly timestamps?: boolean;
  readonly limitBytes?: number;
}

/** What a container wrote; of more than `limit` bytes the older ones go, as logs are rotated. */
export class ContainerLog {
  private lines: LogLine[] = [];
  private size = 0;
  private ended = false;
  private readonly limit: number;
  private readonly rests = new Map<string, Buffer>();
  private readonly readers = new Set<() => void>();
  /** How many lines were rotated away. */
  private gone = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  write(stream: string, piece: Buffer): void {
    let rest = Buffer.concat([this.rests.get(stream) ?? Buffer.alloc(0), piece]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      this.addLong(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
    while (rest.length >= longest) {
      this.add(rest.subarray(0, longest), false);
      rest = rest.subarray(longest);
    }
    this.rests.set(stream, Buffer.from(rest));
    this.tell();
  }

  private addLong(line: Buffer): void {
    let rest = line;
    while (rest.length > longest) {
      this.add(rest.subarray(0, longest), false);
      rest = rest.subarray(longest);
    }
    this.add(rest, true);
  }

  private add(text: Buffer, whole: boolean): void {
    if (this.size > this.limit) this.rotate();
    this.lines.push({ time: nanoTime(), text: Buffer.from(text), whole });
    this.size += text.length + 1;
  }

  /** What was written so far can't be asked for any more. Who follows goes on. */
  rotate(): void {
    this.gone += this.lines.length;
    this.lines = [];
    this.size = 0;
  }

  /** The container has ended. */
  end(): void {
    for (const rest of this.rests.values()) if (rest.length > 0) this.add(rest, false);
    this.rests.clear();
    this.ended = true;
    this.tell();
  }

  private tell(): void {
    for (const reader of [...this.readers]) reader();
  }

  /** The last bytes, as termination messages take them. */
  tail(lines: number, bytes: number): Buffer {
    const all = Buffer.concat(this.lines.slice(-lines).map(lineBytes));
    return all.subarray(Math.max(0, all.length - bytes));
  }

  /** Hands over what is asked for, piece by piece, and at last calls `done`; the answer stops it. */
  read(options: LogOptions, told: (piece: Buffer) => void, done: () => void): () => void {
    let left = options.limitBytes ?? Number.POSITIVE_INFINITY;
    let next = this.gone + this.firstLine(options);
    // A log that is asked for since the middle of a line begins without a time.
    const before = options.since === undefined ? undefined : this.lines[next - this.gone - 1];
    let newLine = before?.whole ?? true;
    const stop = () => this.readers.delete(pump);
    const finish = () => {
      stop();
      done();
    };
    const pump = () => {
      for (next = Math.max(next, this.gone); next < this.gone + this.lines.length; next += 1) {
        const line = this.lines[next - this.gone];
        if (line === undefined) break;
        const prefix =
          options.timestamps && newLine ? Buffer.from(`${line.time} `) : Buffer.alloc(0);
        const piece = Buffer.concat([prefix, lineBytes(line)]).subarray(0, left);
        newLine = line.whole;
        told(piece);
        left -= piece.length;
        if (left <= 0) return finish();
      }
      if (this.ended || !options.follow) finish();
    };
    if (options.follow) this.readers.add(pump);
    pump();
    return stop;
  }

  private firstLine({ tailLines, since }: LogOptions): number {
    let first = 0;
    if (tailLines !== undefined) {
      let count = 0;
      for (first = this.lines.length; first > 0; first -= 1) {
        if (this.lines[first - 1]?.whole || first === this.lines.length) count += 1;
        if (count > tailLines) break;
      }
    }
    if (since === undefined) return first;
    const after = this.lines.findIndex(({ time }) => Date.parse(time) >= since);
    return Math.max(first, after < 0 ? this.lines.length : after);
  }
}

const lineBytes = ({ text, whole }: LogLine): Buffer =>
  whole ? Buffer.concat([text, Buffer.from('\n')]) : text;

/** With nine digits after the second. */
function nanoTime(): string {
  const now = performance.timeOrigin + performance.now();
  const nanos = String(Math.floor((now % 1000) * 1e6)).padStart(9, '0');
  return `${new Date(now).toISOString().slice(0, 19)}.${nanos}Z`;
}
