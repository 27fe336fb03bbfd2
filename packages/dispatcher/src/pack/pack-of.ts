import { packLayout } from './pack-layout.ts';
import { type PackedRun, packRecord } from './pack-record.ts';

/** A record of a pack with its line of the index; the two files are all of them in order. */
export interface PackPiece {
  /** A whole number of blocks. */
  readonly record: Buffer;
  readonly index: string;
}

/**
 * The pieces of a pack, one at a time: record k is the k-th run. Values of secrets and of dotenv files are in none of
 * them. Several attempts of one run may be in a pack, as records of their own.
 */
export function* packOf(runs: Iterable<PackedRun>): Generator<PackPiece> {
  const { block, indexLine, head, foot } = packLayout;
  let first = 0;
  let k = 0;
  for (const run of runs) {
    const text = `${head(k)}\n${packRecord(run)}\n${foot(k)}\n`;
    const bytes = Buffer.byteLength(text);
    const blocks = Math.ceil(bytes / block);
    const record = Buffer.alloc(blocks * block, '\n');
    record.write(text);
    const line = `${first} ${blocks}`;
    if (line.length > indexLine - 3) throw new Error('Internal error: a pack is too large');
    yield { record, index: `${line.padEnd(indexLine - 3)} .\n` };
    first += blocks;
    k++;
  }
}
