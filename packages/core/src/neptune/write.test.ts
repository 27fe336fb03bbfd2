import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { CORE_SCHEMA, load } from 'js-yaml';
import { expect, test } from 'vitest';
import { arbitraryFinite, arbitraryParameters, arbitraryText } from '../../test/arbitrary-value.ts';
import { readSimpleYaml } from '../../test/read-simple-yaml.ts';
import { parseJsonText, parsePrivateJson } from '../values/parse-json.ts';
import { Double, isDouble, type Parameters, type Value } from '../values/value.ts';
import { isList, kindOf, sameValue } from '../values/value-kind.ts';
import type { NeptuneContent, NeptuneVersion } from './neptune-file.ts';
import { parseNeptuneYaml } from './read.ts';
import { neptuneYaml } from './write.ts';
import { yamlDouble } from './yaml-double.ts';

interface Vector {
  readonly name: string;
  readonly version: NeptuneVersion;
  readonly written: boolean;
  readonly content: Omit<NeptuneContent, 'parameters'>;
  readonly parameters: string;
  readonly text: string;
}

const VECTORS: readonly Vector[] = JSON.parse(
  readFileSync(new URL('../../test-vectors/neptune-yaml.json', import.meta.url), 'utf8'),
);

test.each(VECTORS.filter(({ written }) => written))(
  '$name: is written as the test vector says',
  ({ version, content, parameters, text }) => {
    const values = parsePrivateJson(parameters) as Parameters;
    expect(neptuneYaml({ ...content, parameters: values }, version)).toBe(text);
  },
);

test.each(VECTORS)(
  '$name: is read as the test vector says',
  ({ version, content, parameters, text }) => {
    expect(parseNeptuneYaml(text, 'neptune.yaml')).toStrictEqual({
      ok: true,
      value: {
        tags: [],
        exclude: [],
        ...content,
        parameters: parsePrivateJson(parameters),
        version,
      },
    });
  },
);

const arbitraryContent: fc.Arbitrary<NeptuneContent> = fc.record(
  {
    project: arbitraryText,
    name: arbitraryText,
    parameters: arbitraryParameters,
    tags: fc.array(arbitraryText, { maxLength: 3 }),
    exclude: fc.array(arbitraryText, { maxLength: 3 }),
    description: arbitraryText,
  },
  { requiredKeys: ['project', 'name', 'parameters'] },
);

const VERSIONS: readonly NeptuneVersion[] = [1, 2];
const RUNS = { numRuns: 1500 };

test.each(VERSIONS)('anything written as version %i is read back', (version) => {
  fc.assert(
    fc.property(arbitraryContent, (content) => {
      const read = parseNeptuneYaml(neptuneYaml(content, version), 'neptune.yaml');
      const { description, parameters, ...rest } = content;
      expect(read).toMatchObject({
        ok: true,
        value: { tags: [], exclude: [], ...rest, ...(description && { description }), version },
      });
      expect(read.ok && sameValue(read.value.parameters, parameters)).toBe(true);
    }),
    RUNS,
  );
});

test.each(VERSIONS)('a reader that goes line by line can read version %i', (version) => {
  fc.assert(
    fc.property(arbitraryContent, (content) => {
      const file = readSimpleYaml(neptuneYaml(content, version)) as Parameters;
      expect(file.project).toBe(content.project);
      expect(file.name).toBe(content.name);
      expect(sameValue(valuesIn(file.parameters), content.parameters)).toBe(true);
    }),
    RUNS,
  );
});

test.each(VERSIONS)('js-yaml as YAML 1.2 finds the same in version %i', (version) => {
  fc.assert(
    fc.property(arbitraryContent, (content) => {
      const text = neptuneYaml(content, version);
      const file = load(text, { schema: CORE_SCHEMA }) as Parameters;
      const { parameters, ...rest } = content;
      expect(file).toMatchObject({ project: rest.project, name: rest.name });
      expect(sameValue(rounded(valuesIn(file.parameters)), rounded(parameters))).toBe(true);
    }),
    RUNS,
  );
});

/** The parameters of a file's content, by name; values that are JSON text as what they hold. */
const valuesIn = (parameters: Value | undefined): Value => {
  if (parameters === undefined || !isList(parameters)) return parameters ?? null;
  const entries = parameters.map((item) => {
    const { name, type, default: value } = item as { readonly [key: string]: Value };
    expect(item).toMatchObject({ required: false });
    return [name, type === 'json' ? parseJsonText(value as string) : value];
  });
  return Object.fromEntries(entries);
};

/** As numbers of JavaScript: without the difference of 1 and 1.0, and big integers rounded. */
const rounded = (value: Value): Value => {
  if (isDouble(value) || typeof value === 'bigint') return Number(value);
  if (isList(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item)]));
};

test('integers of any size are exact', () => {
  for (const bits of [63, 64, 200, 1100, 5000]) {
    const parameters = { big: 2n ** BigInt(bits), negative: -(2n ** BigInt(bits)) };
    for (const version of VERSIONS) {
      const text = neptuneYaml({ project: 'p', name: 'mlp', parameters }, version);
      expect(text).not.toMatch(/["!]/);
      expect(parseNeptuneYaml(text, '')).toMatchObject({ value: { parameters } });
    }
  }
});

test('a list used twice is written twice, without an anchor', () => {
  const widths = [8, 16];
  const text = neptuneYaml({ project: 'p', name: 'mlp', parameters: { a: widths, b: widths } }, 2);
  expect(text).not.toMatch(/[&*]/);
  expect(text.match(/- 8\n/g)).toHaveLength(2);
});

test('an empty description, no tags and nothing excluded are left out', () => {
  const content = { project: 'p', name: 'mlp', parameters: {} };
  const empty = { ...content, description: '', tags: [], exclude: [] };
  expect(neptuneYaml(empty, 1)).toBe(neptuneYaml(content, 1));
});

test('a kind is declared for each value of version 1', () => {
  const parameters = { a: 1, b: new Double(1), c: true, d: '', e: null, f: [] };
  const text = neptuneYaml({ project: 'p', name: 'mlp', parameters }, 1);
  const types = [...text.matchAll(/type: (\w+)/g)].map(([, type]) => type);
  expect(types).toEqual(Object.values(parameters).map(kindOf));
});

test('a double has a point and, with an exponent, a sign and two digits', () => {
  fc.assert(
    fc.property(arbitraryFinite, (value) => {
      const text = yamlDouble(Number(value));
      return (
        /^-?[0-9]+\.[0-9]+(e[-+][0-9]{2,3})?$/.test(text) && Object.is(Number(text), Number(value))
      );
    }),
    RUNS,
  );
});
