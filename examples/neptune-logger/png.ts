import { crc32, deflateSync } from 'node:zlib';

/** A gray picture of numbers as a PNG: the least is black, the greatest white, each a square of `size` pixels. */
export const grayPng = (rows: readonly (readonly number[])[], size = 16): Uint8Array => {
  const values = rows.flat();
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const lines = rows.flatMap((row) => {
    const pixels = row.flatMap((value) =>
      Array(size).fill(Math.round((255 * (value - low)) / span)),
    );
    return Array<number[]>(size).fill([0, ...pixels]); // 0: this line is not filtered
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE((rows[0]?.length ?? 0) * size, 0);
  header.writeUInt32BE(rows.length * size, 4);
  header.writeUInt8(8, 8); // bits a pixel; the zeros behind it mean gray, deflate, no interlacing
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(lines.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};
