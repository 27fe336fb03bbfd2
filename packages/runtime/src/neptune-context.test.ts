import { beforeEach, expect, test } from 'vitest';
import { ChannelType, createChannels } from './channels.ts';
import { createNeptuneContext } from './neptune-context.ts';
import { createRecorder } from './recorder.ts';
import { createWarnings } from './warnings.ts';

let lines: string[];
beforeEach(() => {
  lines = [];
});

const open = () => {
  const warnings = createWarnings(() => {});
  const file = { append: (line: string) => lines.push(line), flush: () => {}, close: () => {} };
  const recorder = createRecorder(file, 1, warnings);
  const data = {
    project: 'sandbox',
    name: 'mlp',
    params: { lr: 0.1 },
    storageDir: '/runs/3',
    tags: ['demo'],
    properties: { owner: 'me' },
  };
  return createNeptuneContext(
    data,
    recorder,
    createChannels({ recorder, warnings, experimentDir: '/nowhere' }),
  );
};
const records = () => lines.map((line) => JSON.parse(line));

test('it has the parameters, the directory under its three names, project and name', () => {
  const context = open();
  expect(context.params).toEqual({ lr: 0.1 });
  expect([context.storageDir, context.storageUrl, context.storage_url]).toEqual(
    Array(3).fill('/runs/3'),
  );
  expect([context.project, context.name, context.metric]).toEqual(['sandbox', 'mlp', null]);
});

test('channels made by the job and by the context are the same, in both spellings', () => {
  const context = open();
  const channel = context.job.create_channel('loss', ChannelType.NUMERIC);
  expect(context.createChannel('loss', ChannelType.NUMERIC)).toBe(channel);
  channel.send(0.5);
  context.channel_send('loss', 7, '0.25');
  context.channelSend('note', 'hello');
  expect(records()).toMatchObject([
    { step: 1, values: { loss: 0.5 } },
    { step: 7, values: { loss: 0.25 } },
    { channel: 'note', x: 1, text: 'hello' },
  ]);
});

test('a channel keeps its type', () => {
  const context = open();
  context.createChannel('loss', ChannelType.NUMERIC);
  expect(() => context.createChannel('loss', ChannelType.TEXT)).toThrow(
    'There is a channel loss of type numeric already; a text channel needs another name',
  );
});

test('tags change as a set, may be assigned, and every change is recorded', () => {
  const context = open();
  context.tags.append('demo', 'best');
  context.tags.remove('demo');
  context.tags = ['a', 'b', 'a'];
  expect([...context.job.tags]).toEqual(['a', 'b']);
  expect([context.tags.length, context.tags.has('a'), context.tags.has('demo')]).toEqual([
    2,
    true,
    false,
  ]);
  expect(records().map(({ tags }) => tags)).toEqual([['demo', 'best'], ['best'], ['a', 'b']]);
});

test('properties are a map, and every change is recorded', () => {
  const { properties } = open();
  expect([...properties]).toEqual([['owner', 'me']]);
  properties.set('host', 'n1').set('port', '80');
  properties.delete('owner');
  properties.delete('owner');
  properties.clear();
  expect(records().map((line) => line.properties)).toEqual([
    { owner: 'me', host: 'n1' },
    { owner: 'me', host: 'n1', port: '80' },
    { host: 'n1', port: '80' },
    {},
  ]);
});

test('a chart is recorded with the names of its channels', () => {
  const { job } = open();
  job.create_chart('curves', { train: job.create_channel('loss', ChannelType.NUMERIC) });
  expect(records()).toMatchObject([{ chart: 'curves', series: { train: 'loss' }, attempt: 1 }]);
});

test('an action is kept by its name, which must be new', async () => {
  const context = open();
  context.register_action('save', (argument) => `saved ${argument}`);
  expect(await context.actions.get('save')?.('now')).toBe('saved now');
  expect(() => context.registerAction('save', () => '')).toThrow('There is an action save already');
  expect(() => context.registerAction('', () => '')).toThrow('An action needs a name');
});
