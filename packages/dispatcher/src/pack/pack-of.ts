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
 *
 * @param together of so many runs the record of the first one makes the directories
 */
export function* packOf(runs: Iterable<PackedRun>, together = 1): Generator<PackPiece> {
  const { block, indexLine, head, foot } = packLayout;
  let first = 0;
  let k = 0;
  for (const [run, directories] of withDirectories(runs, together)) {
    const text = `${head(k)}\n${packRecord(run, directories)}\n${foot(k)}\n`;
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

function* withDirectories(
  runs: Iterable<PackedRun>,
  together: number,
): Generator<readonly [PackedRun, readonly string[]]> {
  let waiting: PackedRun[] = [];
  const give = function* (): Generator<readonly [PackedRun, readonly string[]]> {
    const directories = waiting.length > 1 ? waiting.map(({ directory }) => directory) : [];
    for (const [at, run] of waiting.entries()) yield [run, at === 0 ? directories : []];
    waiting = [];
  };
  for (const run of runs) {
    waiting.push(run);
    if (waiting.length >= together) yield* give();
  }
  yield* give();
}
