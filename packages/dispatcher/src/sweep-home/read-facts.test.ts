import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foldFacts, type SweepEvent, type SweepFacts } from '@mrunner/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeHost } from '../host/node-host.ts';
import { readFacts } from './read-facts.ts';

const host = nodeHost();
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mrunner-'));
  mkdirSync(join(home, 'events'));
});
afterEach(() => rmSync(home, { recursive: true }));

const path = (name: string): string => join(home, 'events', name);
const checkpoint = (): string => path('checkpoint.json');
const write = (name: string, ...events: SweepEvent[]): void =>
  appendFileSync(path(name), events.map((event) => `${JSON.stringify(event)}\n`).join(''));

const identity = { host: 'h', boot: 'b', pid: 1, started: '1' };
const handed = (run: number): SweepEvent => ({
  event: 'handed',
  time: 1000 + run,
  run,
  attempt: 1,
  slot: 'L-0',
});
const exit = (run: number, code = 0): SweepEvent => ({
  event: 'exit',
  run,
  attempt: 1,
  code,
  up: 7 + run,
});

const twoEnded = (): void => {
  write('launcher-L.jsonl', { event: 'launcher', time: 1000, id: 'L', ...identity });
  write('worker-L-0.jsonl', { event: 'worker', time: 1000, up: 5, slot: 'L-0', ...identity });
  for (const run of [0, 1]) {
    write('launcher-L.jsonl', handed(run));
    write('worker-L-0.jsonl', { event: 'start', run, attempt: 1, up: 6 + run }, exit(run));
  }
};

const statesOf = (facts: SweepFacts) => {
  const { of, counts } = foldFacts(facts, { alive: () => 'gone' });
  return { runs: [0, 1, 2].map(of), counts: counts(3), left: facts.left, last: facts.lastTime };
};
const read = (worthwhile = 1) => statesOf(readFacts(host, home, worthwhile));
const readAll = () => {
  const there = existsSync(checkpoint()) ? readFileSync(checkpoint()) : undefined;
  rmSync(checkpoint(), { force: true });
  const states = read(Number.POSITIVE_INFINITY);
  if (there !== undefined) writeFileSync(checkpoint(), there);
  return states;
};

test('what came after a checkpoint is read with the clock and the launcher of the lines before', () => {
  twoEnded();
  expect(read()).toEqual(readAll());
  expect(existsSync(checkpoint())).toBe(true);
  write('launcher-L.jsonl', handed(2), { event: 'left', time: 2000, why: 'finished' });
  write('worker-L-0.jsonl', { event: 'start', run: 2, attempt: 1, up: 9 }, exit(2, 3));
  write('wish-x.jsonl', { event: 'retry', time: 3000, runs: [{ run: 2, attempt: 2 }], by: 'ann' });
  const states = read(Number.POSITIVE_INFINITY);
  expect(states).toEqual(readAll());
  expect(states.runs[2]).toMatchObject({ attempts: [{ state: 'failed', endedAt: 5000 }] });
  expect([...states.left.keys()]).toEqual(['L']);
});

const token = 'mr-brave-otter-k3j9x-0';
const slotOf = (task: number): string => `${token}-${task}`;

test('tasks of a cluster each have a file, and go on after a checkpoint with their slot', () => {
  const runs = [0, 1, 2].map((run) => [run, 1] as const);
  const batch = { event: 'batch', time: 1000, token, context: 'hpc', runs, tasks: 3 } as const;
  write('launcher-k3j9x.jsonl', { event: 'launcher', time: 1000, id: 'k3j9x', ...identity }, batch);
  for (const run of [0, 1, 2]) {
    const first = { event: 'worker', time: 1000, up: 5, slot: slotOf(run), ...identity } as const;
    write(`worker-${slotOf(run)}.jsonl`, first, { event: 'start', run, attempt: 1, up: 6 });
  }
  write(`worker-${slotOf(0)}.jsonl`, exit(0));
  expect(read()).toEqual(readAll());
  expect(existsSync(checkpoint())).toBe(true);
  write(
    `worker-${slotOf(1)}.jsonl`,
    exit(1, 3),
    { event: 'again', time: 1010, run: 1, attempt: 1 },
    { event: 'start', run: 1, attempt: 2, up: 9 },
  );
  const end = { event: 'job-ended', time: 1020, slot: slotOf(1), state: 'NODE_FAIL' } as const;
  write('scheduler-abcde.jsonl', end);
  const states = read(Number.POSITIVE_INFINITY);
  expect(states).toEqual(readAll());
  expect(states.runs.map(({ state }) => state)).toEqual(['succeeded', 'failed', 'running']);
  expect(states.runs[1]).toMatchObject({
    reason: { kind: 'node' },
    slots: [slotOf(1)],
    startedAt: 5000,
  });
});

test('many small files are worth a checkpoint too', () => {
  for (let task = 0; task < 9; task++) {
    write(`worker-${slotOf(task)}.jsonl`, exit(task));
  }
  read(10_000);
  expect(existsSync(checkpoint())).toBe(false);
  write(`worker-${slotOf(9)}.jsonl`, exit(9));
  read(10_000);
  expect(existsSync(checkpoint())).toBe(true);
});

test('a checkpoint is made where a whole line ends, and the rest of the line is read later', () => {
  twoEnded();
  const line = JSON.stringify(exit(2, 3));
  for (let cut = 0; cut <= line.length; cut += 7) {
    rmSync(checkpoint(), { force: true });
    const before = readFileSync(path('worker-L-0.jsonl'));
    appendFileSync(path('worker-L-0.jsonl'), line.slice(0, cut));
    read();
    expect(existsSync(checkpoint())).toBe(true);
    appendFileSync(path('worker-L-0.jsonl'), `${line.slice(cut)}\n`);
    expect(read().runs[2]?.state).toBe('failed');
    writeFileSync(path('worker-L-0.jsonl'), before);
  }
});

test('a checkpoint that is cut off, foreign, or of files that are shorter or gone does not count', () => {
  twoEnded();
  const states = read();
  const text = readFileSync(checkpoint(), 'utf8');
  for (const other of ['', text.slice(0, -1), text.slice(0, 99), 'null', '[]', '{"format":1}']) {
    writeFileSync(checkpoint(), other);
    expect(read(Number.POSITIVE_INFINITY)).toEqual(states);
  }
  writeFileSync(checkpoint(), text);
  truncateSync(path('worker-L-0.jsonl'), readFileSync(path('worker-L-0.jsonl')).length - 5);
  expect(read(Number.POSITIVE_INFINITY).runs[1]?.state).toBe('unknown');
  writeFileSync(checkpoint(), text);
  rmSync(path('worker-L-0.jsonl'));
  expect(read(Number.POSITIVE_INFINITY).runs[0]?.state).toBe('planned');
});

test('no checkpoint is made of what is not understood', () => {
  twoEnded();
  appendFileSync(path('launcher-L.jsonl'), '{"event":"of-tomorrow","time":1}\n');
  read();
  expect(existsSync(checkpoint())).toBe(false);
});

test('that a checkpoint can not be written is no trouble', () => {
  twoEnded();
  mkdirSync(checkpoint());
  expect(read().counts.succeeded).toBe(2);
});
