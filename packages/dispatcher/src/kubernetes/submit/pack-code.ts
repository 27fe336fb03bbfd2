import { mostCodeBytes } from '@mrunner/core/kubernetes';
import { type TarMember, tarOf } from '../../cluster/code/tar-of.ts';
import type { Host } from '../../host/host.ts';

/** So much is packed at a time: memory stays flat, and nobody packs on what is too large already. */
const pieceBytes = 4 << 20;

/**
 * What ConfigMaps can bring, as a `tar.gz`: the same bytes for the same members. Undefined when they can't hold it.
 *
 * @param most bytes of the result
 */
export async function packCode(
  host: Pick<Host, 'files' | 'gzip'>,
  members: Iterable<TarMember>,
  most = mostCodeBytes,
): Promise<Uint8Array | undefined> {
  const packed: Uint8Array[] = [];
  let size = 0;
  for await (const piece of inPieces(tarOf(host, members))) {
    // Several archives of gzip behind each other are one.
    const bytes = host.gzip(piece);
    packed.push(bytes);
    size += bytes.length;
    if (size > most) return undefined;
  }
  return Buffer.concat(packed);
}

/** Cut at the same places, however they came. */
async function* inPieces(parts: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const part of parts) {
    for (let at = 0; at < part.length; ) {
      const piece = part.subarray(at, at + pieceBytes - size);
      held.push(piece);
      size += piece.length;
      at += piece.length;
      if (size === pieceBytes) {
        yield Buffer.concat(held);
        held = [];
        size = 0;
      }
    }
  }
  if (size > 0) yield Buffer.concat(held);
}
