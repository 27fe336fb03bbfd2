import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeYaml, repeatInYaml } from './change-yaml.ts';
import { documentOf } from './document.ts';
import { sameShape, shapeOf } from './yaml-shape.ts';

const file = `# my places
defaults: &d # for all
  env: {A: 1}   # short

contexts:
  # the cluster
  hpc:
    cpu: 4      # four
    storage_dir: '/scratch'
    modules_to_load: # in this order
      - a
      - b   # the second
    prolog_cmd: |
      one
      two

  empty:
  gpu: {<<: *d, cpu: 8, tags: [x,y]} # mine
# the end
current_context: "hpc"
`;

const change = (path: readonly string[], value: unknown, text = file) =>
  changeYaml(text, { path, value });

/** The lines that differ, as `- old` and `+ new`. */
const difference = (before: string, after: string | undefined): readonly string[] => {
  const [old, now] = [before.split('\n'), (after ?? '').split('\n')];
  let [start, end] = [0, 0];
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end))
    end++;
  return [
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...now.slice(start, now.length - end).map((line) => `+${line}`),
  ];
};

describe('a change touches its own lines only:', () => {
  test.each([
    [
      'a value with a comment',
      ['contexts', 'hpc', 'cpu'],
      16,
      ['-    cpu: 4      # four', '+    cpu: 16      # four'],
    ],
    [
      'a text in quotes',
      ['current_context'],
      'gpu',
      ['-current_context: "hpc"', '+current_context: "gpu"'],
    ],
    [
      'a text of several lines',
      ['contexts', 'hpc', 'prolog_cmd'],
      'a\nb',
      ['-    prolog_cmd: |', '-      one', '-      two', '+    prolog_cmd: "a\\nb"'],
    ],
    [
      'a list of lines',
      ['contexts', 'hpc', 'modules_to_load'],
      ['b', 'c'],
      ['-      - a', '-      - b   # the second', '+      - b   # the second', '+      - c'],
    ],
    ['a key more, behind the others', ['contexts', 'hpc', 'mem'], '16G', ['+    mem: 16G']],
    ['a map more', ['contexts', 'hpc', 'env', 'A'], '1', ['+    env:', '+      A: "1"']],
    [
      'an entry of a map in braces',
      ['contexts', 'gpu', 'mem'],
      '1G',
      [
        '-  gpu: {<<: *d, cpu: 8, tags: [x,y]} # mine',
        '+  gpu: {<<: *d, cpu: 8, tags: [x,y], mem: 1G} # mine',
      ],
    ],
    ['in a map that was empty', ['contexts', 'empty', 'cpu'], 2, ['+    cpu: 2']],
    [
      'one more context',
      ['contexts', 'new'],
      { backend: 'local', resources: { cpu: 2 } },
      ['+  new:', '+    backend: local', '+    resources:', '+      cpu: 2'],
    ],
    ['a key at the top', ['more'], true, ['+more: true']],
    ['a key less', ['contexts', 'hpc', 'storage_dir'], undefined, ["-    storage_dir: '/scratch'"]],
    [
      'a list less',
      ['contexts', 'hpc', 'modules_to_load'],
      undefined,
      ['-    modules_to_load: # in this order', '-      - a', '-      - b   # the second'],
    ],
    [
      'a key of a map in braces less',
      ['contexts', 'gpu', 'cpu'],
      undefined,
      ['-  gpu: {<<: *d, cpu: 8, tags: [x,y]} # mine', '+  gpu: {<<: *d, tags: [x,y]} # mine'],
    ],
    [
      'the last of a map in braces less',
      ['contexts', 'gpu', 'tags'],
      undefined,
      ['-  gpu: {<<: *d, cpu: 8, tags: [x,y]} # mine', '+  gpu: {<<: *d, cpu: 8} # mine'],
    ],
    ['a context less', ['contexts', 'empty'], undefined, ['-  empty:']],
  ] as const)('%s', (_, path, value, lines) => {
    expect(difference(file, change(path, value))).toEqual(lines);
  });
});

test.each([
  ['', 'a:\n  b: 1\n'],
  ['# only this\n', '# only this\na:\n  b: 1\n'],
  ['a:\n', 'a:\n  b: 1\n'],
  ['a: # none yet\n# end\n', 'a: # none yet\n  b: 1\n# end\n'],
  ['a: {}\n', 'a: {b: 1}\n'],
  ['a: {} # none\n', 'a: {b: 1} # none\n'],
  ['c: 1', 'c: 1\na:\n  b: 1\n'],
  ['c: 1\r\n', 'c: 1\r\na:\r\n  b: 1\r\n'],
  [' a:\n   c: 2\n d: 1\n', ' a:\n   c: 2\n   b: 1\n d: 1\n'],
  ['{"a": {"c": [1]}}\n', '{"a": {"c": [1], "b": 1}}\n'],
  ['{a: {c: 1}}\n', '{a: {c: 1, b: 1}}\n'],
])('%j with a.b becomes %j', (text, after) => {
  expect(changeYaml(text, { path: ['a', 'b'], value: 1 })).toBe(after);
});

test.each([
  ['yes', '"yes"'],
  ['3.10', '"3.10"'],
  ['007', '"007"'],
  ['a: b', '"a: b"'],
  ['# x', '"# x"'],
  ['', '""'],
  ['-x', '-x'],
  [' x', '" x"'],
])('the text %j is written as %s', (value, written) => {
  expect(changeYaml('a: 1\n', { path: ['a'], value })).toBe(`a: ${written}\n`);
});

test('a map goes below what was empty', () => {
  const value = { c: 1 };
  expect(changeYaml('a: {} # none\n', { path: ['a', 'b'], value })).toBe(
    'a: # none\n  b:\n    c: 1\n',
  );
});

test.each([
  ['"x"', '"it\'s"'],
  ["'x'", "'it''s'"],
  ['x', "it's"],
])('a text instead of %s keeps its quotes', (before, after) => {
  expect(changeYaml(`a: ${before}\n`, { path: ['a'], value: "it's" })).toBe(`a: ${after}\n`);
});

test('what an alias repeats elsewhere is not replaced', () => {
  expect(change(['a', 'b'], 2, 'a: {b: &b 1}\nc: *b\n')).toBeUndefined();
  expect(change(['a'], undefined, 'a: &b 1\nc: *b\n')).toBeUndefined();
});

test('an alias is not changed through its name', () => {
  expect(change(['c', 'x'], 2, 'a: &b {x: 1}\nc: *b\n')).toBeUndefined();
});

test('a map with an anchor is changed in place, and its anchor stays', () => {
  expect(change(['a', 'x'], 2, 'a: &b\n  x: 1\nc: *b\n')).toBe('a: &b\n  x: 2\nc: *b\n');
});

test('broken text stays as it is', () => {
  expect(change(['a'], 1, 'a: [1\nb: {\n')).toBeUndefined();
});

test('an entry is repeated with its comments behind the last one', () => {
  expect(difference(file, repeatInYaml(file, ['contexts', 'hpc'], 'hpc2'))).toEqual([
    '+  hpc2:',
    '+    cpu: 4      # four',
    "+    storage_dir: '/scratch'",
    '+    modules_to_load: # in this order',
    '+      - a',
    '+      - b   # the second',
    '+    prolog_cmd: |',
    '+      one',
    '+      two',
  ]);
});

test('an entry with an anchor is repeated without it', () => {
  const text = 'c:\n  a: &x\n    b: 1\n  d: *x\n';
  expect(repeatInYaml(text, ['c', 'a'], 'e')).toBe(`${text}  e:\n    b: 1\n`);
  expect(repeatInYaml(text, ['c', 'd'], 'e')).toBe(`${text}  e:\n    b: 1\n`);
});

const name = fc.constantFrom('a', 'b', 'c', 'd-e', 'f g');
const scalar = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.string(),
  fc.constantFrom(
    'yes',
    '1e3',
    '~',
    'null',
    '|',
    '- a',
    '*x',
    '&y',
    '!z',
    '%d',
    '@e',
    'x: y',
    'a #b',
    '\n',
    'a\nb\n',
  ),
);
describe('any change of any file', () => {
  const { map } = fc.letrec<{ node: unknown; map: { [key: string]: unknown } }>((tie) => ({
    node: fc.oneof({ depthSize: 'small' }, scalar, fc.array(scalar, { maxLength: 3 }), tie('map')),
    map: fc.dictionary(name, tie('node'), { maxKeys: 4, noNullPrototype: true }),
  }));
  const styles = fc.record({
    collectionStyle: fc.constantFrom('any', 'block', 'flow'),
    lineWidth: fc.constantFrom(0, 20, 80),
    indent: fc.constantFrom(1, 2, 4),
    indentSeq: fc.boolean(),
    comments: fc.boolean(),
  });

  test('is made and read back, or refused', async () => {
    const { stringify } = await import('yaml');
    fc.assert(
      fc.property(
        map,
        styles,
        fc.array(name, { minLength: 1, maxLength: 3 }),
        fc.option(fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })), { nil: undefined }),
        (data, { comments, ...style }, path, value) => {
          const written = stringify(data, style as never);
          const text = comments
            ? written.replaceAll(/^([\w]+: \w+)$/gm, '# up\n$1 # behind')
            : written;
          fc.pre(
            sameShape(shapeOf(documentOf(text).contents), shapeOf(documentOf(written).contents)),
          );
          const after = changeYaml(text, { path, value });
          if (after === undefined) return;
          const expected = structuredClone(data);
          if (!applied(expected, path, value)) return;
          expect(normal(documentOf(after).toJS())).toEqual(normal(expected));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** Whether the path leads through maps only, so that it is clear what the change means. */
const applied = (
  data: { [key: string]: unknown },
  path: readonly string[],
  value: unknown,
): boolean => {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    if (value === undefined) delete data[key];
    else data[key] = value;
    return true;
  }
  data[key] ??= {};
  const below = data[key];
  if (typeof below !== 'object' || Array.isArray(below)) return false;
  return applied(below as { [key: string]: unknown }, rest, value);
};

/** An empty map is the same as nothing. */
const normal = (value: unknown): unknown => {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return value ?? null;
  const entries = Object.entries(value).map(([key, below]) => [key, normal(below)] as const);
  return entries.length === 0 ? null : Object.fromEntries(entries);
};
