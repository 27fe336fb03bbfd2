import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWishFile, runDirectory, slug, sweepFileNames, sweepHome } from './sweep-paths.ts';

describe('slug', () => {
  test.each([
    ['mlp', 'mlp'],
    ['My Run, v2: (final)', 'my-run-v2-final'],
    ['a___b', 'a-b'],
    ['Łódź Straße Ærø', 'lodz-strasse-aero'],
    ['naïve café', 'naive-cafe'],
    ['../../etc/passwd', 'etc-passwd'],
    ['日本語', 'unnamed'],
    ['', 'unnamed'],
    ['---', 'unnamed'],
    ['ｗｉｄｅ', 'wide'],
  ])('%j becomes %s', (text, expected) => {
    expect(slug(text)).toBe(expected);
  });

  test('whatever the text, a slug is short, not empty and safe for paths and clusters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 63 }), (text, max) => {
        expect(slug(text, max)).toMatch(/^[a-z0-9](?:-?[a-z0-9])*$/);
        expect(slug(text, max).length).toBeLessThanOrEqual(max);
        expect(slug(slug(text, max), max)).toBe(slug(text, max));
      }),
    );
  });
});

describe('the directory of a run', () => {
  test('has its index, as wide as the largest of the spec, and its name', () => {
    expect(runDirectory({ index: 3, specCount: 12, name: 'MLP' })).toBe('runs/03-mlp');
    expect(runDirectory({ index: 3, specCount: 10, name: 'MLP' })).toBe('runs/3-mlp');
    expect(runDirectory({ index: 0, specCount: 1, name: 'x' })).toBe('runs/0-x');
  });

  test('of a member lies in the directory of its composite', () => {
    const composite = { name: 'Self play', member: 'learner', first: 4 };
    expect(runDirectory({ index: 5, specCount: 100, name: 'a', composite })).toBe(
      'runs/04-self-play/learner',
    );
  });

  test('differs between members whose names have one slug', () => {
    const of = (member: string, index: number): string =>
      runDirectory({ index, specCount: 9, name: 'a', composite: { name: 'c', member, first: 0 } });
    expect(new Set([of('actor-1', 0), of('actor.1', 1), of('Actor-1', 2)]).size).toBe(3);
  });
});

test('the home of a sweep lies in its storage directory, under its project', () => {
  expect(sweepHome('/data/mruns/', 'Big Cats', '20261122-1607-brave-otter')).toBe(
    '/data/mruns/big-cats/20261122-1607-brave-otter',
  );
});

test('wishes are told from other events', () => {
  expect(isWishFile(sweepFileNames.wishEvents('x').replace('events/', ''))).toBe(true);
  expect(isWishFile('worker-a-0.jsonl')).toBe(false);
});
