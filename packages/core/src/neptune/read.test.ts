import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseJsonText } from '../values/parse-json.ts';
import type { NeptuneFile } from './neptune-file.ts';
import { parseNeptuneYaml } from './read.ts';

interface Golden {
  readonly case: Pick<NeptuneFile, 'project' | 'name' | 'parameters'> & Partial<NeptuneFile>;
  readonly v1: string;
  readonly v2: string;
}

// Read as the value model does, in which the case's 100.0 is a double.
const GOLDEN = parseJsonText(
  readFileSync(new URL('../../test-vectors/neptune-yaml-golden.json', import.meta.url), 'utf8'),
) as unknown as readonly Golden[];

test.each(GOLDEN)(
  'the files of the original for $case.name are read',
  ({ case: content, v1, v2 }) => {
    const expected = { tags: [], exclude: [], ...content };
    expect(parseNeptuneYaml(v1, '')).toStrictEqual({
      ok: true,
      value: { ...expected, version: 1 },
    });
    expect(parseNeptuneYaml(v2, '')).toStrictEqual({
      ok: true,
      value: { ...expected, version: 2 },
    });
  },
);

test('what is missing or null is left out', () => {
  expect(parseNeptuneYaml('name:\ntags: ~\nstorage: /tmp\n', '')).toStrictEqual({
    ok: true,
    value: { tags: [], exclude: [], parameters: {}, version: 2 },
  });
});

test('names and tags are their text as written', () => {
  const text = 'project: 1.50\nname: yes\ntags: [0x10, ~, on]\nparameters: []\n';
  expect(parseNeptuneYaml(text, '')).toMatchObject({
    value: { project: '1.50', name: 'yes', tags: ['0x10', '~', 'on'] },
  });
});

const CANNOT_READ = 'expected a neptune.yaml, got YAML that cannot be read:';

test.each<[string, string, [line: number, column: number], string]>([
  ['no text', '', [1, 1], `${CANNOT_READ} expected a document, but the input is empty`],
  ['an open bracket', 'name: a\ntags: [b\n', [3, 1], `${CANNOT_READ} deficient indentation`],
  ['a key twice', 'name: a\nname: b\n', [2, 1], `${CANNOT_READ} duplicated mapping key`],
  [
    'a list in itself',
    'parameters:\n  a: &a [*a]\n',
    [2, 11],
    `${CANNOT_READ} a list or map that contains itself`,
  ],
  [
    'a Python object',
    'parameters:\n  a: !!python/object:x.Y {}\n',
    [2, 6],
    `${CANNOT_READ} unknown mapping tag !<tag:yaml.org,2002:python/object:x.Y>`,
  ],
  [
    'a list',
    '- a\n',
    [1, 1],
    'expected a map with the keys project, name and parameters, got a list',
  ],
  ['a map as name', 'project: a\nname: {b: c}\n', [2, 7], 'expected a string, got a map'],
  ['one tag that is no list', 'tags: a\n', [1, 7], 'expected a list of strings, got "a"'],
  ['a tag that is a list', 'tags:\n  - a\n  - [b]\n', [3, 5], 'expected a string, got a list'],
  [
    'a number as parameters',
    'parameters: 3\n',
    [1, 13],
    'expected a list or map of parameters, got 3',
  ],
  [
    'a number as declaration',
    'parameters:\n- 3\n',
    [2, 3],
    'expected a parameter with name, type and default, got 3',
  ],
  ['no name', 'parameters:\n- default: 1\n', [2, 3], "expected the parameter's name, got nothing"],
  [
    'no default',
    'parameters:\n- name: a\n  type: int\n',
    [2, 3],
    "expected the parameter's value as default, got nothing",
  ],
  [
    'a type of another language',
    'parameters:\n- name: a\n  type: float\n  default: 1\n',
    [3, 9],
    'expected one of boolean, int, double, string, json, got float',
  ],
  [
    'a string as int',
    'parameters:\n- name: a\n  type: int\n  default: abc\n',
    [4, 12],
    'expected an int, got "abc"',
  ],
  [
    'a double as int',
    'parameters:\n- {name: a, type: int, default: 1.5}\n',
    [2, 33],
    'expected an int, got 1.5',
  ],
  [
    'a list as string',
    'parameters:\n- {name: a, type: string, default: [1]}\n',
    [2, 36],
    'expected a string, got a list',
  ],
  [
    'a null as double',
    'parameters:\n- {name: a, type: double, default: }\n',
    [2, 27],
    'expected a double, got nothing',
  ],
  [
    'JSON with a mistake',
    "parameters:\n- {name: a, type: json, default: '[1,'}\n",
    [2, 35],
    'expected JSON text, got "[1,"',
  ],
  [
    'a name twice',
    'parameters:\n- {name: a, default: 1}\n- {name: a, default: 2}\n',
    [3, 10],
    'expected each parameter once, got "a" again',
  ],
  [
    'NaN in a list',
    'parameters:\n  a: 1\n  b: [.nan]\n',
    [3, 6],
    'expected a finite number inside of a list or map, got NaN',
  ],
])('%s is a problem with its place', (_, text, [line, column], message) => {
  expect(parseNeptuneYaml(text, 'neptune.yaml')).toMatchObject({
    ok: false,
    problems: [{ message, position: { file: 'neptune.yaml', line, column } }],
  });
});

test('all problems of a file are reported at once, with what to show', () => {
  const text = [
    'name: [a]',
    'parameters:',
    '- {name: lr, type: float, default: x}',
    '- {name: b, type: int, default: x}',
    '- {name: b, default: 1}',
  ].join('\r\n');
  expect(parseNeptuneYaml(text, 'n.yaml')).toStrictEqual({
    ok: false,
    problems: [
      {
        kind: 'value',
        path: 'name',
        message: 'expected a string, got a list',
        position: { file: 'n.yaml', line: 1, column: 7, length: 3, excerpt: ['name: [a]'] },
      },
      {
        kind: 'value',
        path: 'parameters[0].type',
        message: 'expected one of boolean, int, double, string, json, got float',
        suggestion: 'double',
        position: {
          file: 'n.yaml',
          line: 3,
          column: 20,
          length: 5,
          excerpt: ['parameters:', '- {name: lr, type: float, default: x}'],
        },
      },
      {
        kind: 'value',
        path: 'parameters[1].default',
        message: 'expected an int, got "x"',
        position: {
          file: 'n.yaml',
          line: 4,
          column: 33,
          length: 1,
          excerpt: ['- {name: lr, type: float, default: x}', '- {name: b, type: int, default: x}'],
        },
      },
      {
        kind: 'conflict',
        path: 'parameters[2].name',
        message: 'expected each parameter once, got "b" again',
        position: {
          file: 'n.yaml',
          line: 5,
          column: 10,
          length: 1,
          excerpt: ['- {name: b, type: int, default: x}', '- {name: b, default: 1}'],
        },
      },
    ],
  });
});
