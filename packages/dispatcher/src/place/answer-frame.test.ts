import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutParts, frameReader, newMark } from './answer-frame.ts';
import { readyLine } from './program-text.ts';

const mark = newMark(() => 0.3);

/** What a reader hears of an output that comes in pieces of some sizes. */
function heard(output: Buffer, sizes: readonly number[]) {
  const body: Uint8Array[] = [];
  const said: (string | number)[] = [];
  const read = frameReader(mark, {
    ready: () => said.push('ready'),
    body: (bytes) => body.push(Buffer.from(bytes)),
    ended: (code) => said.push(code),
  });
  let at = 0;
  for (let turn = 0; at < output.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    read(output.subarray(at, at + size));
    at += size;
  }
  return { body: Buffer.concat(body), said };
}

/** Bytes that often look like marks, or their beginnings. */
const anyBytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
      fc.nat(mark.length).map((length) => Buffer.from(mark.slice(0, length))),
    ),
  )
  .map((all) => Buffer.concat(all))
  .filter((bytes) => !bytes.includes(mark));

const anySizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 });

test('a body arrives as it was sent, in whatever pieces and with whatever noise around it', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, fc.nat(255), anySizes, (noise, body, code, sizes) => {
      const frame = [noise, readyLine, noise, `${mark}<\n`, body, `${mark}>${code}\n`, noise];
      const output = Buffer.concat(frame.map((piece) => Buffer.from(piece)));
      expect(heard(output, sizes)).toEqual({ body, said: ['ready', code] });
    }),
  );
});

test('no byte of a body waits for the next one unless it may begin the end mark', () => {
  const frame = `${readyLine}${mark}<\n`;
  expect(heard(Buffer.from(`${frame}epoch 3`), [1000]).body.toString()).toBe('epoch 3');
  const torn = Buffer.from(`${frame}epoch 3${mark.slice(0, 5)}`);
  expect(heard(torn, [1000]).body.toString()).toBe('epoch 3');
});

test('an output without an end tells none', () => {
  expect(heard(Buffer.from(`${readyLine}${mark}<\n{"a":1}\n${mark}>`), [7])).toEqual({
    body: Buffer.from('{"a":1}\n'),
    said: ['ready'],
  });
});

test('parts come back byte for byte, and a name that comes again goes on', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, anyBytes, (head, one, more) => {
      const body = Buffer.concat(
        [head, `${mark}:a/b 1\n`, one, `${mark}:c\n`, `${mark}:a/b 1\n`, more].map((piece) =>
          Buffer.from(piece),
        ),
      );
      const parts = new Map([
        ['a/b 1', Buffer.concat([one, more])],
        ['c', Buffer.alloc(0)],
      ]);
      expect(cutParts(body, mark)).toEqual({ head, parts });
    }),
  );
});
