import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyEvent } from '../../test/any-event.ts';
import { checkpointText, parseCheckpoint } from './checkpoint.ts';
import type { SweepEvent } from './event.ts';
import { foldFacts } from './fold-runs.ts';
import { runStates } from './run-state.ts';
import { collectFacts, noFacts, type SweepFacts } from './sweep-facts.ts';

const launcher = {
  event: 'launcher',
  id: 'L',
  host: 'h',
  boot: 'b',
  pid: 1,
  started: '1',
} as const;
const begin: SweepEvent[] = [
  { ...launcher, time: 1000, code: 'c0de' },
  { ...launcher, time: 1001, id: 'M' },
];

/** Most runs of a sweep are like this. */
const success = (run: number): SweepEvent[] => [
  { event: 'handed', time: 1002 + run, run, attempt: 1, slot: `${run % 2 === 0 ? 'L' : 'M'}-0` },
  { event: 'start', time: 1003 + run, run, attempt: 1 },
  { event: 'exit', time: 1004 + run, run, attempt: 1, code: 0 },
];

/** Most runs of an array are like this, and of a pack. */
const successOfTask = (run: number, packed: boolean): SweepEvent[] => {
  const token = packed ? 'mr-brave-otter-M-7' : 'mr-brave-otter-L-7';
  const runs = [0, 1, 2, 3, 4].map((index) => [index, 1] as const);
  const batch = { event: 'batch', time: 1002, token, context: 'hpc', runs, tasks: 5 } as const;
  const slot = packed ? `${token}-3.${run % 2}` : `${token}-${run}`;
  return [
    packed ? { ...batch, packed } : batch,
    { event: 'start', time: 1003 + run, run, attempt: 1, slot },
    { event: 'exit', time: 1004 + run, run, attempt: 1, code: 0 },
  ];
};

const anySuccess = fc.oneof(
  fc.nat(4).map(success),
  fc.tuple(fc.nat(4), fc.boolean()).map(([run, packed]) => successOfTask(run, packed)),
);
const anyEvents = fc
  .array(
    fc.oneof(
      anySuccess,
      anyEvent.map((event) => [event]),
    ),
    { maxLength: 12 },
  )
  .map((events) => [...begin, ...events.flat()]);

/** All that can be asked of a sweep. */
const answersOf = (facts: SweepFacts) => {
  const { recorded, of, counts, workers, launchers, parallel, batches, nodes, jobEnds } = foldFacts(
    facts,
    { alive: () => 'gone' },
  );
  const runs = [...recorded].sort(([a], [b]) => a - b);
  expect([...recorded.keys()].sort()).toEqual(runs.map(([index]) => index).sort());
  expect(recorded.size).toBe(runs.length);
  return {
    runs,
    each: [0, 1, 2, 3, 4, 5].map((index) => [of(index), recorded.has(index), recorded.get(index)]),
    counts: counts(10),
    workers,
    batches: [...batches.values()].map(({ mayLive, ...batch }) => [batch, [0, 1, 2].map(mayLive)]),
    nodes,
    jobEnds,
    launchers,
    parallel,
    left: facts.left,
    lastTime: facts.lastTime,
  };
};

const afterwards = (facts: SweepFacts): SweepFacts => {
  const files = { 'launcher-L.jsonl': { bytes: 7, launcher: 'L' } };
  const read = parseCheckpoint(checkpointText({ files, facts }));
  expect(read?.files).toEqual(files);
  return read?.facts ?? noFacts();
};

describe('a checkpoint', () => {
  test('and the events after it tell what all events tell, wherever it was made', () => {
    fc.assert(
      fc.property(anyEvents, fc.nat(), fc.nat(), (events, a, b) => {
        const cuts = [a, b].map((cut) => cut % (events.length + 1)).sort((x, y) => x - y);
        const [first = 0, second = 0] = cuts;
        let facts = afterwards(collectFacts(events.slice(0, first)));
        facts = afterwards(collectFacts(events.slice(first, second), facts));
        collectFacts(events.slice(second), facts);
        expect(answersOf(facts)).toEqual(answersOf(collectFacts(events)));
      }),
      { numRuns: 500 },
    );
  });

  test('takes some twelve bytes for a run that simply succeeded', () => {
    const runs = Array.from({ length: 1000 }, (_, run) => success(run)).flat();
    const text = checkpointText({ files: {}, facts: collectFacts([...begin, ...runs]) });
    expect(text.length).toBeLessThan(14_000);
    const { counts } = foldFacts(parseCheckpoint(text)?.facts ?? noFacts(), {
      alive: () => 'gone',
    });
    expect(counts(1000).succeeded).toBe(1000);
    expect(runStates.reduce((sum, state) => sum + counts(1000)[state], 0)).toBe(1000);
  });

  test('takes little more for one that succeeded in a task of its own', () => {
    const token = 'mr-brave-otter-k3j9x-0';
    const runs = Array.from({ length: 1000 }, (_, run) => [run, 1] as const);
    const ends = runs.flatMap(([run]): SweepEvent[] => [
      { event: 'start', time: 1003 + run, run, attempt: 1, slot: `${token}-${run}` },
      { event: 'exit', time: 1004 + run, run, attempt: 1, code: 0 },
    ]);
    const batch = { event: 'batch', time: 1002, token, context: 'hpc', runs, tasks: 1000 } as const;
    const facts = collectFacts([...begin, ...ends, batch]);
    const columns = /"plain":.*/.exec(checkpointText({ files: {}, facts }))?.[0] ?? '';
    expect(columns.length).toBeLessThan(18_000);
    expect(afterwards(facts).plain?.size).toBe(1000);
    const { of } = foldFacts(afterwards(facts), { alive: () => 'gone' });
    expect(of(123)).toEqual(foldFacts(facts, { alive: () => 'gone' }).of(123));
    expect(of(123)).toMatchObject({ state: 'succeeded', slots: [`${token}-123`] });
  });

  test('that is cut off anywhere, or of another format, is none', () => {
    const text = checkpointText({ files: {}, facts: collectFacts([...begin, ...success(0)]) });
    for (let cut = 0; cut < text.length; cut++) {
      expect(parseCheckpoint(text.slice(0, cut))).toBeUndefined();
    }
    expect(parseCheckpoint(text.replace(/"format":\d+/, '"format":0'))).toBeUndefined();
    expect(parseCheckpoint(text.replace('"place":[0]', '"place":[]'))).toBeUndefined();
    expect(parseCheckpoint('null')).toBeUndefined();
    expect(parseCheckpoint(/^\{"format":\d+/.exec(text)?.[0].concat('}') ?? '')).toBeUndefined();
  });
});
