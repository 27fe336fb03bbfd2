import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessIdentity, SweepEvent } from '@mrunner/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Host } from '../host/host.ts';
import { nodeHost } from '../host/node-host.ts';
import { identityOf } from '../processes/liveness.ts';
import type { RegistryEntry } from './registry.ts';
import { sweepSummaries } from './sweep-summaries.ts';

let dir = '';
let host: Host = nodeHost();
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mrunner-'));
  mkdirSync(join(dir, 'state/mrunner'), { recursive: true });
  mkdirSync(join(dir, 'home/events'), { recursive: true });
  // So much later that what was written here is old.
  const clock = { ...host.clock, now: () => Date.now() + 10_000 };
  host = { ...nodeHost(), clock, env: { XDG_STATE_HOME: join(dir, 'state') } };
});
afterEach(() => rmSync(dir, { recursive: true }));

const entry = (): RegistryEntry => ({ home: join(dir, 'home'), count: 3 }) as RegistryEntry;
const remembered = (): string => join(dir, 'state/mrunner/summaries.json');

const gone = (): ProcessIdentity => ({
  host: host.machine.host,
  boot: 'an earlier one',
  pid: 1,
  started: '1',
});

const write = (name: string, ...events: SweepEvent[]): void =>
  appendFileSync(
    join(dir, 'home/events', name),
    events.map((event) => `${JSON.stringify(event)}\n`).join(''),
  );

const exit = (run: number): SweepEvent => ({ event: 'exit', run, attempt: 1, code: 0 });

const oneEnded = (worker = gone()): void => {
  write('launcher-L.jsonl', { event: 'launcher', time: 1000, id: 'L', ...gone() });
  write('worker-L-0.jsonl', { event: 'worker', time: 1000, slot: 'L-0', ...worker }, exit(0));
};

/** As a command has it: opened, asked, saved. */
const succeeded = (asked = host): number | undefined => {
  const summaries = sweepSummaries(asked);
  const summary = summaries.of(entry());
  summaries.save();
  return summary?.counts.succeeded;
};

test('where all processes are gone, only a new file makes the summary be made again', () => {
  oneEnded();
  expect(succeeded()).toBe(1);
  // Nobody is left who could append; that this is not seen shows that nothing is read.
  write('worker-L-0.jsonl', exit(1));
  expect(succeeded()).toBe(1);
  write('wish-x.jsonl', { event: 'cancel', time: 2000, runs: 'all', by: 'ann' });
  expect(succeeded()).toBe(2);
  writeFileSync(join(dir, 'home/lock'), JSON.stringify(identityOf(host, process.pid)));
  expect(sweepSummaries(host).of(entry())?.launcher).toBe('alive');
});

test.each<[string, () => void, () => Host]>([
  ['a worker lives', () => oneEnded(identityOf(host, process.pid)), () => host],
  ['a process is on another host', () => oneEnded({ ...gone(), host: 'far' }), () => host],
  [
    'a worker has not said who it is',
    () => {
      oneEnded();
      write('worker-L-1.jsonl');
    },
    () => host,
  ],
  ['its files changed a moment ago', oneEnded, () => ({ ...host, clock: nodeHost().clock })],
])('nothing is remembered of a sweep where %s', (_, make, asked) => {
  make();
  expect(succeeded(asked())).toBe(1);
  expect(existsSync(remembered())).toBe(false);
  write('worker-L-0.jsonl', exit(1));
  expect(succeeded(asked())).toBe(2);
});

test('what is no memory of this machine is not used', () => {
  oneEnded();
  succeeded();
  const text = readFileSync(remembered(), 'utf8');
  write('worker-L-0.jsonl', exit(1));
  for (const other of [
    '',
    'null',
    text.slice(0, -9),
    text.replace('"format":2', '"format":0'),
    text.replace('"machine":"', '"machine":"far'),
  ]) {
    writeFileSync(remembered(), other);
    expect(sweepSummaries(host).of(entry())?.counts.succeeded).toBe(2);
  }
});

test('a home that is gone has no summary', () => {
  oneEnded();
  succeeded();
  rmSync(join(dir, 'home'), { recursive: true });
  expect(succeeded()).toBe(undefined);
});
