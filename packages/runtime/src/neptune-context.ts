import type { Channel, ChannelType, OpenChannel } from './channels.ts';
import type { Configuration } from './configuration.ts';
import { NeptuneProperties } from './neptune-properties.ts';
import { createTags, type NeptuneTags } from './neptune-tags.ts';
import type { Recorder } from './recorder.ts';

/** Answers an action by its name: text in, text out. */
export type ActionHandler = (argument: string) => string | Promise<string>;

/** What a neptune job could do; both spellings of each name. */
export interface NeptuneJob {
  /** The channel of that name and type; a name keeps its type. Throws when it has another type already. */
  createChannel(name: string, type: ChannelType): Channel;
  create_channel(name: string, type: ChannelType): Channel;
  /** Sends to a channel, which is made when it is not there: `channelSend('loss', 0.3)`, `channelSend('loss', x, 0.3)`. */
  channelSend(name: string, ...point: [y: unknown] | [x: number, y: unknown]): Channel;
  channel_send(name: string, ...point: [y: unknown] | [x: number, y: unknown]): Channel;
  /** Records which channels belong on one chart: `{label: channel}`. */
  createChart(name: string, series: { readonly [label: string]: Channel }): void;
  create_chart(name: string, series: { readonly [label: string]: Channel }): void;
  /** Keeps a handler under a name. Throws when the name is empty or taken. */
  registerAction(name: string, handler: ActionHandler): void;
  register_action(name: string, handler: ActionHandler): void;
  readonly actions: ReadonlyMap<string, ActionHandler>;
  /** May be assigned: `context.tags = ['best']`. */
  get tags(): NeptuneTags;
  set tags(tags: Iterable<string>);
  readonly properties: NeptuneProperties;
}

/**
 * The neptune context of a run under neptune. The hosted service ended on 2026-03-05: this one lives in the run's
 * directory and needs no server. What is sent goes to `metrics.jsonl`.
 */
export interface NeptuneContext extends NeptuneJob {
  /** The parameters as plain values, before the schema. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly project: string;
  readonly name: string;
  /** The experiment directory, under its three names. */
  readonly storageDir: string;
  readonly storageUrl: string;
  readonly storage_url: string;
  /** The metric that a hyperparameter search looked at: there is none. */
  readonly metric: null;
  /** The same methods, where scripts for neptune 1 look for them. */
  readonly job: NeptuneJob;
}

export const createNeptuneContext = (
  { params, project, name, storageDir, tags, properties }: NonNullable<Configuration['neptune']>,
  recorder: Recorder,
  openChannel: OpenChannel,
): NeptuneContext => {
  const job = createJob(recorder, openChannel, tags, properties);
  const facts = {
    params: params as Readonly<Record<string, unknown>>,
    project,
    name,
    storageDir,
    storageUrl: storageDir,
    storage_url: storageDir,
    metric: null,
    job,
  };
  return Object.create(job, Object.getOwnPropertyDescriptors(facts));
};

const createJob = (
  recorder: Recorder,
  openChannel: OpenChannel,
  initialTags: readonly string[],
  initialProperties: { readonly [key: string]: string },
): NeptuneJob => {
  const channels = new Map<string, { channel: Channel; type: ChannelType | undefined }>();
  const actions = new Map<string, ActionHandler>();
  const tags = createTags(initialTags, (list) => recorder.line({ tags: list }));

  const channelOf = (name: string, type: ChannelType | undefined): Channel => {
    const known = channels.get(name);
    if (known && type !== undefined && known.type !== type) {
      throw new Error(
        `There is a channel ${name} of type ${known.type ?? 'any'} already; a ${type} channel needs another name`,
      );
    }
    if (known) return known.channel;
    const channel = openChannel(name, type);
    channels.set(name, { channel, type });
    return channel;
  };
  const createChannel: NeptuneJob['createChannel'] = (name, type) =>
    channelOf(name, type && (type.toLowerCase() as ChannelType));
  const channelSend: NeptuneJob['channelSend'] = (name, ...point) => {
    const channel = channelOf(name, undefined);
    if (point.length === 1) channel.send(point[0]);
    else channel.send(...point);
    return channel;
  };
  const createChart: NeptuneJob['createChart'] = (name, series) => {
    const names = Object.entries(series).map(([label, channel]) => [label, channel.name]);
    recorder.line({ chart: name, series: Object.fromEntries(names) });
  };
  const registerAction: NeptuneJob['registerAction'] = (name, handler) => {
    if (name === '') throw new Error('An action needs a name, such as registerAction("save", …)');
    if (actions.has(name)) throw new Error(`There is an action ${name} already`);
    actions.set(name, handler);
  };
  return {
    createChannel,
    create_channel: createChannel,
    channelSend,
    channel_send: channelSend,
    createChart,
    create_chart: createChart,
    registerAction,
    register_action: registerAction,
    actions,
    get tags(): NeptuneTags {
      return tags;
    },
    set tags(list: Iterable<string>) {
      tags.set(list);
    },
    properties: new NeptuneProperties(initialProperties, (properties) =>
      recorder.line({ properties }),
    ),
  };
};
