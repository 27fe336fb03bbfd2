import fc from 'fast-check';
import { expect, test } from 'vitest';
import { givenPlainly } from './given.ts';
import { overlay, withValues } from './overlay.ts';
import { parseSettings } from './parse-settings.ts';
import type { Settings } from './setting.ts';

const settingsOf = (values: object, from = 'file'): Settings => {
  const origin = { layer: 'defaults', text: from, directory: '/' } as const;
  return parseSettings(givenPlainly(values, ''), () => origin).settings;
};

const plain = (settings: Settings): { [id: string]: unknown } =>
  Object.fromEntries(Array.from(settings, ([id, { value }]) => [id, value]));

const anyLayer = fc
  .record(
    {
      env: fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.option(fc.constantFrom('1', '2'))),
      resources: fc.record(
        { cpu: fc.integer({ min: 1 }), mem: fc.constant('1G') },
        { requiredKeys: [] },
      ),
      tags: fc.array(fc.constantFrom('a', 'b', 'c')),
      modules_to_load: fc.array(fc.constantFrom('m', 'n')),
      venv: fc.option(fc.constantFrom('x', 'y')),
    },
    { requiredKeys: [] },
  )
  .map((values) => settingsOf(values));

test('maps are merged by key, and lists replaced', () => {
  const below = settingsOf({ env: { A: '1', B: '1' }, resources: { cpu: 1 }, link: ['a', 'b'] });
  const above = settingsOf({ env: { B: '2' }, resources: { mem: '1G' }, link: ['c'] });
  expect(plain(overlay(below, above))).toEqual({
    'env.A': '1',
    'env.B': '2',
    'resources.cpu': 1,
    'resources.mem': 1024,
    link: ['c'],
  });
});

test('layers can be put together in any grouping', () => {
  fc.assert(
    fc.property(anyLayer, anyLayer, anyLayer, (a, b, c) => {
      expect(plain(overlay(overlay(a, b), c))).toEqual(plain(overlay(a, overlay(b, c))));
    }),
  );
});

test('tags are united in the order of the layers, without repeats', () => {
  fc.assert(
    fc.property(anyLayer, anyLayer, (below, above) => {
      const tagsOf = (settings: Settings) => (settings.get('tags')?.value ?? []) as string[];
      const tags = tagsOf(overlay(below, above));
      expect(new Set(tags)).toEqual(new Set([...tagsOf(below), ...tagsOf(above)]));
      if (below.has('tags') && above.has('tags')) expect(tags).toHaveLength(new Set(tags).size);
    }),
  );
});

test('a value that was taken back is gone', () => {
  const merged = overlay(settingsOf({ venv: 'x', conda: 'y' }), settingsOf({ venv: null }));
  expect(plain(withValues(merged))).toEqual({ conda: 'y' });
});
