import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Channel, ChannelType, type NeptuneContext, type Training } from 'mrunner/runtime';

/**
 * Logs to neptune, and numbers also to `progress.csv` in a log directory. Where there is no neptune context, such as
 * in a script started by hand, the channels of the training function take its place.
 */
export class NeptuneLogger {
  readonly #logDir: string;
  readonly #neptune: NeptuneContext | null;
  readonly #open: (name: string, type: ChannelType) => Channel;

  constructor(options: { logDir: string } & Pick<Training, 'neptune' | 'channel'>) {
    const { logDir, neptune, channel } = options;
    this.#logDir = logDir;
    this.#neptune = neptune;
    this.#open = (name, type) => neptune?.createChannel(name, type) ?? channel(name);
  }

  describe(properties: { readonly [name: string]: string }): void {
    for (const [name, value] of Object.entries(properties)) {
      this.#neptune?.properties.set(name, value);
    }
  }

  tag(tag: string): void {
    this.#neptune?.tags.append(tag);
  }

  numbers(x: number, values: { readonly [name: string]: number }): void {
    for (const [name, y] of Object.entries(values)) {
      this.#open(name, ChannelType.NUMERIC).send(x, y);
      appendFileSync(join(this.#logDir, 'progress.csv'), `${x},${name},${y}\n`);
    }
  }

  text(x: number, name: string, text: string): void {
    this.#open(name, ChannelType.TEXT).send(x, text);
  }

  image(x: number, name: string, bytes: Uint8Array): void {
    this.#open(name, ChannelType.IMAGE).send(x, bytes);
  }
}
