import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { arbitraryParameters, arbitraryText, arbitraryValue } from '../../test/arbitrary-value.ts';
import { argumentText } from '../values/argument-text.ts';
import { parseJsonText } from '../values/parse-json.ts';
import type { Parameters, Value } from '../values/value.ts';
import { kindOf, sameValue, toDouble, toInt } from '../values/value-kind.ts';
import type { NeptuneContent, NeptuneVersion } from './neptune-file.ts';
import { neptuneYaml } from './write.ts';
import { nodeValue, type YamlNode } from './yaml-node.ts';
import { YAML11_VALUES } from './yaml11-schema.ts';

const PYTHON = '/usr/bin/python3';

/** Prints what it is given as JSON that says of every value what it is; numbers are words, as Python prints them. */
const READER = `
import datetime, json, sys, yaml

def told(value):
    if value is None: return ['null']
    if isinstance(value, bool): return ['boolean', value]
    if isinstance(value, int): return ['int', str(value)]
    if isinstance(value, float): return ['double', repr(value)]
    if isinstance(value, str): return ['string', value]
    if isinstance(value, datetime.date): return ['date']
    if isinstance(value, list): return ['list', [told(item) for item in value]]
    return ['map', [[told(key), told(item)] for key, item in value.items()]]

def loaded(text, loader):
    try:
        return told(yaml.load(text, Loader=loader))
    except Exception as error:
        return ['error', str(error)]

task, loader, texts = json.load(sys.stdin)
if task == 'yaml':
    loader = getattr(yaml, loader)
    answers = [loaded(text, loader) for text in texts]
else:
    answers = [told(float(text) if kind == 'double' else int(text)) for kind, text in texts]
json.dump(answers, sys.stdout)
`;

type Told = [kind: string, content?: unknown];

const ask = (task: string, loader: string, texts: readonly unknown[]): Told[] => {
  const input = JSON.stringify([task, loader, texts]);
  const options = { input, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', READER], options);
  if (status !== 0) throw new Error(`expected ${PYTHON} to answer, got ${stderr}`);
  return JSON.parse(stdout);
};

const fromPython = ([kind, content]: Told): Value => {
  switch (kind) {
    case 'null':
      return null;
    case 'int':
      return toInt(BigInt(content as string));
    case 'double':
      return toDouble(Number((content as string).replace('inf', 'Infinity')));
    case 'list':
      return (content as Told[]).map(fromPython);
    case 'map':
      return Object.fromEntries(
        (content as [Told, Told][]).map(([key, item]) => [fromPython(key), fromPython(item)]),
      );
    case 'error':
      throw new Error(`expected PyYAML to read the text, got ${content}`);
    default:
      return content as Value;
  }
};

/** The loaders of PyYAML that are installed: the one in C is left out by some distributions. */
const LOADERS: readonly string[] = (() => {
  const script =
    'import yaml; print(*[n for n in ("SafeLoader", "CSafeLoader") if hasattr(yaml, n)])';
  const { status, stdout } = spawnSync(PYTHON, ['-c', script], { encoding: 'utf8' });
  return status === 0 ? stdout.trim().split(' ') : [];
})();

test('PyYAML is installed where every test is required', ({ skip }) => {
  const isMissing = LOADERS.length === 0;
  if (isMissing && process.env.MRUNNER_TEST_REQUIRE !== 'all') {
    skip(`${PYTHON} with PyYAML is missing: what it reads was not compared`);
  }
  expect(LOADERS).toContain('SafeLoader');
});

interface File extends Omit<NeptuneContent, 'parameters'> {
  readonly parameters: Value;
}

/** The parameters of a file's content, by name; values that are JSON text as what they hold. */
const parametersOf = ({ parameters }: File): Parameters => {
  if (!Array.isArray(parameters)) return parameters as Parameters;
  return Object.fromEntries(
    parameters.map(({ name, type, default: value }) => [
      name,
      type === 'json' ? parseJsonText(value) : value,
    ]),
  );
};

const arbitraryContent: fc.Arbitrary<NeptuneContent> = fc.record({
  project: arbitraryText,
  name: arbitraryText,
  parameters: arbitraryParameters,
  tags: fc.array(arbitraryText, { minLength: 1, maxLength: 2 }),
});

/** A new sample in every run; the seed is part of the message of a failure. */
const SEED = Date.now();

describe.each(LOADERS)('PyYAML with its %s', (loader) => {
  const readAll = (texts: readonly string[]): Value[] => ask('yaml', loader, texts).map(fromPython);

  test.each<NeptuneVersion>([1, 2])('finds in version %i what was written', (version) => {
    const contents = fc.sample(arbitraryContent, { numRuns: 1000, seed: SEED });
    const texts = contents.map((content) => neptuneYaml(content, version));
    const files = readAll(texts) as unknown as File[];
    for (const [index, { parameters, ...content }] of contents.entries()) {
      const file = files[index] as File;
      const where = `seed ${SEED}, text:\n${texts[index]}`;
      expect(file, where).toMatchObject(content);
      expect(sameValue(parametersOf(file), parameters), where).toBe(true);
    }
  });

  test('finds any text, as value and as name', () => {
    const texts = fc.sample(arbitraryText, { numRuns: 4000, seed: SEED });
    const parameters = Object.fromEntries(texts.map((text) => [text, text]));
    const [file] = readAll([neptuneYaml({ project: 'p', name: 'n', parameters }, 2)]);
    expect((file as unknown as File).parameters).toEqual(parameters);
  });

  test('reads our files of the golden cases as those of the original', () => {
    const url = new URL('../../test-vectors/neptune-yaml-golden.json', import.meta.url);
    const cases = parseJsonText(readFileSync(url, 'utf8')) as unknown as readonly {
      readonly case: NeptuneContent;
      readonly v1: string;
      readonly v2: string;
    }[];
    for (const { case: content, v1, v2 } of cases) {
      const [ours2, theirs2] = readAll([neptuneYaml(content, 2), v2]);
      expect(ours2).toEqual(theirs2);
      const [ours1, theirs1] = readAll([neptuneYaml(content, 1), v1]);
      expect(byName(ours1)).toEqual(byName(theirs1));
    }
  });

  test('takes plain scalars for the same values as our reader, but for dates', () => {
    const arbitraryPlain = fc.oneof(
      fc.stringMatching(/^[-+]?[0-9][-+.0-9_:eExobaf]{0,7}$/),
      fc.stringMatching(/^[-+]?\.?[0-9_]{0,3}(?:[.:][0-9_]{0,2}){0,2}(?:e[-+]?[0-9]{1,2})?$/),
      fc.stringMatching(/^[-+]?0[xob]?[0-9a-f_]{0,4}$/),
      fc.constantFrom(
        'y',
        'n',
        'Y',
        'yes',
        'No',
        'ON',
        'oN',
        'tRUE',
        'True',
        'null',
        'Null',
        'nULL',
      ),
      fc.constantFrom(
        '.inf',
        '-.Inf',
        '+.INF',
        '.iNF',
        '.nan',
        '-.nan',
        '.NaN',
        '~',
        '-0',
        '+0',
        '._',
      ),
    );
    // In a list, so that a lone minus is no list of its own.
    const texts = fc
      .sample(arbitraryPlain, { numRuns: 4000, seed: SEED })
      .filter((text) => !/^-?$|:$|^\+?$/.test(text))
      .map((text) => `- ${text}\n`);
    for (const [index, told] of ask('yaml', loader, texts).entries()) {
      const text = texts[index] as string;
      const ours = nodeValue(load(text, { schema: YAML11_VALUES }) as YamlNode);
      if (told[0] === 'error' || JSON.stringify(told).includes('"date"')) {
        expect(ours, text).toEqual([text.slice(2, -1)]);
      } else {
        expect(sameValue(ours, fromPython(told)), `${text} is ${JSON.stringify(told)}`).toBe(true);
      }
    }
  });
});

test.runIf(LOADERS.length > 0)('a number as argument is the same for int() and float()', () => {
  const values = fc
    .sample(arbitraryValue, { numRuns: 4000, seed: SEED })
    .filter((value) => ['int', 'double'].includes(kindOf(value)));
  const answers = ask(
    'number',
    '',
    values.map((value) => [kindOf(value), argumentText(value)]),
  );
  expect(answers.map(fromPython)).toEqual(values);
});

/** Version 1 with its declarations by name: their order is that of a sorted map in the original. */
const byName = (file: Value | undefined): unknown => {
  const { parameters, ...rest } = file as unknown as File;
  const declarations = parameters as readonly { readonly name: string }[];
  return { ...rest, parameters: Object.fromEntries(declarations.map((item) => [item.name, item])) };
};
