import type { Host, OpenFile } from '../host/host.ts';
import { packOf } from './pack-of.ts';
import type { PackedRun } from './pack-record.ts';

/** Where the two files of a pack are. */
export interface PackFiles {
  readonly pack: string;
  readonly index: string;
}

const batchBytes = 1 << 18;

/**
 * Writes a pack, synced; memory stays flat. Only their owner may read the files, which hold values of variables. Answers
 * the number of records.
 *
 * @param together see `packOf`
 */
export function writePack(
  host: Pick<Host, 'files'>,
  files: PackFiles,
  runs: Iterable<PackedRun>,
  together?: number,
): number {
  const pack = batched(host.files.open(files.pack, 'create'));
  try {
    const index = batched(host.files.open(files.index, 'create'));
    try {
      let count = 0;
      for (const piece of packOf(runs, together)) {
        pack.add(piece.record);
        index.add(Buffer.from(piece.index));
        count++;
      }
      pack.finish();
      index.finish();
      return count;
    } finally {
      index.close();
    }
  } finally {
    pack.close();
  }
}

interface BatchedFile {
  readonly add: (bytes: Buffer) => void;
  readonly finish: () => void;
  readonly close: () => void;
}

function batched(file: OpenFile): BatchedFile {
  let pieces: Buffer[] = [];
  let held = 0;
  const flush = (): void => {
    const bytes = Buffer.concat(pieces);
    for (let at = 0; at < bytes.length; ) at += file.write(bytes.subarray(at));
    pieces = [];
    held = 0;
  };
  return {
    add: (bytes) => {
      pieces.push(bytes);
      held += bytes.length;
      if (held >= batchBytes) flush();
    },
    finish: () => {
      flush();
      file.sync();
    },
    close: file.close,
  };
}
