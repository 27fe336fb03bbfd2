import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of an encoded picture, and what is known of it. */
export interface Image {
  readonly image: Uint8Array;
  /** A caption. */
  readonly name?: string;
  /** Its format, such as `png` or `image/png`; else the bytes tell. */
  readonly type?: string;
}

/**
 * Writes a picture to `images/<channel>/<x>.<ext>` below the experiment directory, and gives that path, always with `/`.
 * Throws the system's error.
 */
export const writeImage = (
  experimentDir: string,
  channel: string,
  x: number,
  { image, type }: Image,
): string => {
  const directory = `images/${directoryName(channel)}`;
  const path = `${directory}/${x}.${extensionOf(image, type)}`;
  mkdirSync(join(experimentDir, directory), { recursive: true });
  writeFileSync(join(experimentDir, path), image);
  return path;
};

/** A channel's name as that of a directory: any two names differ, and none leads elsewhere. */
const directoryName = (channel: string): string =>
  encodeURIComponent(channel.toWellFormed()).replace(/^\./, '%2E').replaceAll('*', '%2A') || '%';

const extensionOf = (bytes: Uint8Array, type: string | undefined): string => {
  const named = /(?:^|\/)([a-z0-9]+)(?:\+xml)?$/i.exec(type ?? '')?.[1]?.toLowerCase();
  if (named !== undefined) return named === 'jpeg' ? 'jpg' : named;
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  return formats.find(([start]) => start.test(head))?.[1] ?? 'bin';
};

/** The first bytes of a picture's formats. */
const formats: readonly (readonly [RegExp, string])[] = [
  [/^\x89PNG/, 'png'],
  [/^\xff\xd8\xff/, 'jpg'],
  [/^GIF8[79]a/, 'gif'],
  [/^RIFF[\s\S]{4}WEBP/, 'webp'],
  [/^BM/, 'bmp'],
  [/^(?:II\*\0|MM\0\*)/, 'tiff'],
  [/^[\s\S]{4}ftypavi[fs]/, 'avif'],
  [/^\s*(?:<\?xml[\s\S]*)?<svg/, 'svg'],
];
