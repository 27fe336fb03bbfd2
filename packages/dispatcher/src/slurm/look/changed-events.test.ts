import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeHost } from '../../host/node-host.ts';
import { localPlace } from '../../place/local-place.ts';
import { changedEvents, changedEventsText, largeBytes } from './changed-events.ts';
import { keepEvents } from './keep-events.ts';

const host = nodeHost();

/** A work directory, and a home that is fed from it. */
function twoSides() {
  const top = mkdtempSync('/tmp/mrunner-look-');
  const work = join(top, "wo'rk");
  const home = join(top, 'home');
  mkdirSync(join(work, 'events'), { recursive: true });
  mkdirSync(join(home, 'events'), { recursive: true });
  const place = localPlace(host);
  let list: string | undefined;
  let large: readonly string[] = [];
  let looks = 0;
  const path = (name: string): string => join(work, 'events', name);
  const read = (side: string): { [name: string]: string } =>
    Object.fromEntries(
      readdirSync(join(side, 'events')).map((name) => [
        name,
        readFileSync(join(side, 'events', name), 'latin1'),
      ]),
    );
  return {
    append: (name: string, text: string | Buffer) => appendFileSync(path(name), text),
    replace: (name: string, text: string) => writeFileSync(path(name), text),
    work,
    /** Answers the names of what was sent. */
    async pull(): Promise<readonly string[]> {
      const next = `list-${looks++}`;
      const sizes = large.map(
        (name) => [name, readFileSync(join(home, 'events', name)).length] as const,
      );
      const known = { ...(list !== undefined && { list }), next, large: new Map(sizes) };
      const text = `cd '${work.replaceAll("'", "'\\''")}'\n${changedEventsText(known)}`;
      const answer = await place.run(text);
      if (answer.kind !== 'done') throw new Error(answer.text);
      expect({ code: answer.code, stderr: answer.stderr }).toEqual({ code: 0, stderr: '' });
      const pieces = changedEvents(answer.parts);
      large = [...new Set([...large, ...keepEvents(host, home, pieces)])];
      list = next;
      return pieces.map(({ name, offset }) => (offset === 0 ? name : `${name}+${offset}`));
    },
    forget: () => {
      list = undefined;
    },
    far: () => read(work),
    near: () => read(home),
    [Symbol.dispose]: () => rmSync(top, { recursive: true }),
  };
}

test('only what has changed is sent, and large files are continued', async () => {
  using sides = twoSides();
  sides.append('worker-mr-a-b-c-0-1.jsonl', '{"event":"worker"}\n');
  sides.append('worker-mr-a-b-c-0-2.jsonl', `${'{"event":"start"}\n'.repeat(2000)}`);
  sides.append('worker-mr-a-b-c-0-3.r1.jsonl', '{"torn":');
  sides.append('worker-mr-a-b-c-0-4.jsonl', '');
  expect((await sides.pull()).toSorted()).toEqual([
    'worker-mr-a-b-c-0-1.jsonl',
    'worker-mr-a-b-c-0-2.jsonl',
    'worker-mr-a-b-c-0-3.r1.jsonl',
    'worker-mr-a-b-c-0-4.jsonl',
  ]);
  expect(sides.near()).toEqual(sides.far());
  expect(await sides.pull()).toEqual([]);
  sides.append('worker-mr-a-b-c-0-2.jsonl', '{"event":"exit"}\n');
  sides.append('worker-mr-a-b-c-0-3.r1.jsonl', '1}\n');
  expect(new Set(await sides.pull())).toEqual(
    new Set(['worker-mr-a-b-c-0-2.jsonl+36000', 'worker-mr-a-b-c-0-3.r1.jsonl']),
  );
  expect(sides.near()).toEqual(sides.far());
  expect(readdirSync(join(sides.work, 'looks'))).toHaveLength(2);
});

test('a listing that got lost makes everything be sent again, and does no harm', async () => {
  using sides = twoSides();
  sides.append('worker-mr-a-b-c-0-1.jsonl', '{"event":"worker"}\n');
  await sides.pull();
  rmSync(join(sides.work, 'looks'), { recursive: true });
  expect(await sides.pull()).toEqual(['worker-mr-a-b-c-0-1.jsonl']);
  sides.forget();
  expect(await sides.pull()).toEqual(['worker-mr-a-b-c-0-1.jsonl']);
  expect(sides.near()).toEqual(sides.far());
});

test('a file that was replaced there is replaced here', async () => {
  using sides = twoSides();
  sides.append('worker-mr-a-b-c-0-1.jsonl', '{"event":"worker","old":true}\n');
  await sides.pull();
  sides.replace('worker-mr-a-b-c-0-1.jsonl', '{"event":"worker"}\n');
  await sides.pull();
  expect(sides.near()).toEqual(sides.far());
});

test('an older copy that comes late takes nothing away', () => {
  using sides = twoSides();
  const home = join(sides.work, '..', 'home');
  const piece = (text: string) => ({ name: 'worker-a.jsonl', offset: 0, bytes: Buffer.from(text) });
  keepEvents(host, home, [piece('{"a":1}\n{"b":2}\n')]);
  keepEvents(host, home, [piece('{"a":1}\n')]);
  expect(sides.near()).toEqual({ 'worker-a.jsonl': '{"a":1}\n{"b":2}\n' });
});

test('whatever is appended to whichever files arrives byte for byte', async () => {
  const piece = fc.record({
    file: fc.nat(3),
    text: fc.oneof(
      fc.json().map((json) => `${json}\n`),
      fc.constant('{"torn'),
      fc.nat(3).map((times) => 'x'.repeat(Math.ceil(largeBytes / 2) * times)),
    ),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(piece, { maxLength: 5 }), { maxLength: 4 }),
      async (rounds) => {
        using sides = twoSides();
        for (const round of rounds) {
          for (const { file, text } of round) sides.append(`worker-mr-a-b-c-0-${file}.jsonl`, text);
          await sides.pull();
          expect(sides.near()).toEqual(sides.far());
        }
      },
    ),
    { numRuns: 15 },
  );
});

test('thousands of files are sent at once, and not a second time', async () => {
  using sides = twoSides();
  execFileSync(
    'sh',
    [
      '-c',
      'i=0; while [ $i -lt 10000 ]; do echo "{\\"event\\":\\"worker\\",\\"n\\":$i}" >worker-mr-a-b-c-0-$i.jsonl; i=$((i+1)); done',
    ],
    { cwd: join(sides.work, 'events') },
  );
  expect(await sides.pull()).toHaveLength(10_000);
  expect(await sides.pull()).toEqual([]);
});
