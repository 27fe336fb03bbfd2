import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEventLines } from './read-events.ts';

const worker =
  '{"event":"worker","time":5000,"up":100.5,"host":"h","boot":"b","pid":7,"started":"9","slot":"L-0"}\n';
const start = '{"event":"start","run":0,"attempt":1,"up":100.75}\n';
const exit = '{"event":"exit","run":0,"attempt":1,"code":0,"up":102.5}\n';

test('the lines of a worker get a time from its first line, which pairs its clock with ours', () => {
  const { events, torn } = parseEventLines(worker + start + exit);
  expect(torn).toBe(false);
  expect(events.map((event) => 'time' in event && event.time)).toEqual([5000, 5250, 7000]);
});

test('that a launcher left tells which one, from the first line of its file', () => {
  const launcher =
    '{"event":"launcher","time":1,"id":"L","host":"h","boot":"b","pid":7,"started":"9"}\n';
  const left = '{"event":"left","time":2,"why":"finished"}\n';
  const { events } = parseEventLines(launcher + left);
  expect(events.at(-1)).toEqual({ event: 'left', time: 2, why: 'finished', id: 'L' });
});

test('starts in a task on a cluster tell their slot, also when the first line was read before', () => {
  const slot = 'mr-brave-otter-k3j9x-0-7.r1';
  const first = parseEventLines(worker.replace('L-0', slot));
  expect(parseEventLines(start, first.context).events).toEqual([
    expect.objectContaining({ event: 'start', time: 5250, slot }),
  ]);
  expect(parseEventLines(worker + start).events[1]).not.toHaveProperty('slot');
});

test('what is no whole batch, or answer to one, is left out', () => {
  const lines = [
    { event: 'batch', time: 1, token: 't', context: 'hpc', runs: [[0, 1]], tasks: 1 },
    { event: 'batch', time: 1, token: 't', context: 'hpc', runs: [[0]], tasks: 1 },
    { event: 'batch', time: 1, token: 't', context: 'hpc', runs: 'all', tasks: 1 },
    { event: 'submitted', time: 1, token: 't', job: '7' },
    { event: 'submitted', time: 1, token: 't' },
    { event: 'unsubmitted', time: 1, token: 't', why: 'lost', text: '' },
    { event: 'unsubmitted', time: 1, token: 't' },
    { event: 'job-ended', time: 1, slot: 's', state: 'TIMEOUT' },
    { event: 'job-ended', time: 1, slot: 's' },
  ];
  const { events, torn } = parseEventLines(
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  expect(torn).toBe(true);
  expect(events).toEqual([0, 3, 5, 7].map((position) => lines[position]));
});

test('a file that is cut at any byte gives its whole lines', () => {
  const text = worker + start + exit;
  for (let cut = 0; cut <= text.length; cut++) {
    const { events, torn } = parseEventLines(text.slice(0, cut));
    expect(events.length).toBe(text.slice(0, cut).split('\n').length - 1);
    expect(torn).toBe(!(cut === 0 || text[cut - 1] === '\n'));
  }
});

test('a torn line in the middle, as a full disk leaves it, costs only itself', () => {
  const { events, torn } = parseEventLines(`${worker}${start}{"event":"exit","run":0,\n${exit}`);
  expect(events.map((event) => event.event)).toEqual(['worker', 'start', 'exit']);
  expect(torn).toBe(true);
});

test('lines that are no events of ours are left out', () => {
  const strange =
    '{"event":"exit","run":0,"attempt":1,"code":"0"}\n[1]\nnull\n{"event":"new"}\n3\n';
  expect(parseEventLines(strange + start)).toMatchObject({
    events: [{ event: 'start', run: 0, attempt: 1, up: 100.75 }],
    torn: true,
  });
});

test('an empty file has no events', () => {
  expect(parseEventLines('')).toEqual({ events: [], torn: false, context: {} });
});

test('no text makes it fail', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parseEventLines(text);
    }),
  );
});
