import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';

const words =
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow authorization cache-control connection content-base content-encoding content-language content-length content-location content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status';
const more = 'version|HTTP/1.1|url|public|set-cookie|keep-alive|origin';
const rest =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.';

const length = (text: string): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(Buffer.byteLength(text));
  return bytes;
};

const counted = (text: string): Buffer => Buffer.concat([length(text), Buffer.from(text)]);

/** What SPDY/3 headers are compressed against: a constant of the protocol (draft-mbelshe-httpbis-spdy-00, 2.6.10.1). */
const dictionary = Buffer.concat([
  ...[...words.split(' '), '200 OK', ...more.split('|')].map(counted),
  Buffer.from(rest),
]);

/** The header blocks of one SPDY connection, which share one state of compression each way. */
export class SpdyHeaders {
  private readonly inflate: Inflate = createInflate({
    dictionary,
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  private readonly deflate: Deflate = createDeflate({ dictionary });

  async read(block: Buffer): Promise<Map<string, string>> {
    const bytes = await through(this.inflate, block);
    const headers = new Map<string, string>();
    let place = 4;
    const text = () => {
      const end = place + 4 + bytes.readUInt32BE(place);
      const found = bytes.subarray(place + 4, end).toString();
      place = end;
      return found;
    };
    for (let left = bytes.readUInt32BE(0); left > 0; left -= 1) {
      const name = text();
      headers.set(name, text());
    }
    return headers;
  }

  /** A block without any header. */
  empty(): Promise<Buffer> {
    return through(this.deflate, Buffer.alloc(4));
  }

  close(): void {
    this.inflate.close();
    this.deflate.close();
  }
}

function through(stream: Inflate | Deflate, input: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const take = (piece: Buffer) => pieces.push(piece);
    stream.on('data', take);
    stream.once('error', reject);
    stream.write(input);
    stream.flush(constants.Z_SYNC_FLUSH, () => {
      stream.off('data', take);
      stream.off('error', reject);
      resolve(Buffer.concat(pieces));
    });
  });
}
