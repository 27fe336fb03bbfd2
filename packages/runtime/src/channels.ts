import { type Image, writeImage } from './image-files.ts';
import { numberJson, type Recorder } from './recorder.ts';
import type { Warnings } from './warnings.ts';

/** The kinds of a channel, as neptune called them. */
export const ChannelType = { NUMERIC: 'numeric', TEXT: 'text', IMAGE: 'image' } as const;
export type ChannelType = (typeof ChannelType)[keyof typeof ChannelType];

/** A named series of points. */
export interface Channel {
  readonly name: string;
  /** Records `y` at the next whole x: 1, 2, 3 …, or one more than the last one rounded down. */
  send(y: unknown): void;
  /** Records `y` at `x`, which must be above the channel's last x: other points are dropped with a warning. */
  send(x: number, y: unknown): void;
}

export type OpenChannel = (name: string, type?: ChannelType) => Channel;

interface ChannelTools {
  readonly recorder: Recorder;
  readonly warnings: Warnings;
  readonly experimentDir: string;
}

/**
 * Makes channels. Without a type a point is what it looks like: a number, bigint or boolean is numeric; bytes, or
 * `{image: bytes}`, are an image; everything else is text. With a type the point is made to fit it where that can be.
 */
export const createChannels = (tools: ChannelTools): OpenChannel => {
  return (name, type) => ({
    name,
    send(...point: unknown[]) {
      const [x, y] = point.length < 2 ? [undefined, point[0]] : point;
      send(tools, name, type, x, y);
    },
  });
};

const send = (
  tools: ChannelTools,
  name: string,
  type: ChannelType | undefined,
  x: unknown,
  y: unknown,
): void => {
  const { recorder, warnings } = tools;
  const content = contentOf(y, type);
  if (content === undefined) {
    const expected = type === undefined ? 'a number, text or an image' : expectations[type];
    warnings.once(
      `channel ${name}`,
      `channel ${name} dropped a point: expected ${expected}, got ${String(y)}`,
    );
    return;
  }
  const series = recorder.series(name);
  const at = recorder.stepOf([series], x);
  if (at === undefined) return;
  if (typeof content === 'object') {
    if (recorder.advance(series, at)) sendImage(tools, name, at, content);
  } else if (typeof content === 'string') {
    if (recorder.advance(series, at)) recorder.line({ channel: name, x: at, text: content });
  } else {
    recorder.numbers([{ series, json: numberJson(content) }], at);
  }
};

const expectations: { readonly [type in ChannelType]: string } = {
  numeric: 'a number',
  text: 'text',
  image: 'the bytes of an image',
};

const sendImage = (
  { recorder, warnings, experimentDir }: ChannelTools,
  channel: string,
  x: number,
  image: Image,
): void => {
  try {
    const path = writeImage(experimentDir, channel, x, image);
    recorder.line({
      channel,
      x,
      image: path,
      ...(image.name !== undefined && { name: image.name }),
    });
  } catch (error) {
    warnings.once(
      `image ${channel}`,
      `channel ${channel} lost an image: ${(error as Error).message}`,
    );
  }
};

/** The point as what is recorded; undefined when it does not fit. */
const contentOf = (y: unknown, type: ChannelType | undefined): Content | undefined => {
  if (y === null || y === undefined) return undefined;
  const image = imageOf(y);
  if (type === ChannelType.IMAGE || (type === undefined && image)) return image;
  if (type === ChannelType.TEXT) return textOf(y);
  if (typeof y === 'number' || typeof y === 'bigint' || typeof y === 'boolean') return y;
  if (type === undefined) return textOf(y);
  const number = typeof y === 'string' && y.trim() !== '' ? Number(y) : Number.NaN;
  return Number.isNaN(number) ? undefined : number;
};

type Content = number | bigint | boolean | string | Image;

const imageOf = (y: unknown): Image | undefined => {
  if (y instanceof Uint8Array) return { image: y };
  const isImage =
    typeof y === 'object' && y !== null && 'image' in y && y.image instanceof Uint8Array;
  return isImage ? (y as Image) : undefined;
};

const textOf = (y: unknown): string => {
  if (typeof y !== 'object' || y instanceof Error) return String(y);
  try {
    return JSON.stringify(y) ?? String(y);
  } catch {
    return String(y);
  }
};
