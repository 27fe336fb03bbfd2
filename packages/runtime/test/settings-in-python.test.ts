import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parsePrivateJson, privateJson } from '@mrunner/core/values';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryParameters } from '../../core/test/arbitrary-value.ts';
import { needsPython, onePython } from '../../core/test/pythons.ts';
import { applySettings } from '../src/settings.ts';

const fixture = join(import.meta.dirname, '../python/tests/fixtures/apply_settings.py');

needsPython();

// Words that look like a value of some kind, or nearly so.
const words = fc.oneof(
  fc.constantFrom(
    ...['', 'true', 'True', 'yes', 'NO', 'null', 'none', '~', 'nan', '-inf', '.inf', '+Infinity'],
    ...[
      '0',
      '-0',
      '+1',
      '007',
      '1.',
      '.5',
      '1e3',
      '1E-5',
      '1e999',
      '0x1F',
      '1_000',
      '١',
      ' 1',
      '1\n',
    ],
    ...['9007199254740993', '18446744073709551616', '-0.0', '1.0', '[1, 2.0]', '[1e999]', '[NaN]'],
    ...[
      '{"a": 1}',
      '{"a": {"b": []}}',
      '{"a":1,"a":2}',
      '"x"',
      "'x'",
      '[',
      'a=b',
      'ä',
      '{}',
      '[1,]',
    ],
    ...['{"__proto__": 1}', '{"$double":"nan"}', '{"10":1,"2":3}', '[true]x', 'nullx', '-', '1 2'],
  ),
  fc.string({ maxLength: 6 }),
  fc.json({ maxDepth: 2 }),
  fc.double().map(String),
  fc.bigInt().map(String),
);

/** Parameters, and settings of names that are there, nearly there, or not. */
const cases = arbitraryParameters.chain((parameters) => {
  const names = Object.keys(parameters);
  const known = fc.constantFrom('lr', 'opt.lr', 'a.b.c', ...names);
  const name = fc.oneof(
    { weight: 4, arbitrary: known },
    { weight: 1, arbitrary: fc.tuple(known, known).map((parts) => parts.join('.')) },
    { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
  );
  const setting = fc
    .tuple(fc.constantFrom('', '', '+'), name, words)
    .map(([plus, key, text]) => `${plus}${key}=${text}`);
  return fc.tuple(
    fc.constant(privateJson(parameters)),
    fc.array(fc.oneof({ weight: 20, arbitrary: setting }, { weight: 1, arbitrary: words }), {
      minLength: 1,
      maxLength: 3,
    }),
  );
});

test('--set does the same in Python, also where it refuses', () => {
  const samples = fc.sample(cases, 1500);
  const { stdout, stderr } = spawnSync(onePython().path, ['-B', fixture], {
    input: JSON.stringify(samples),
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  expect(stderr).toBe('');
  const outcomes: readonly [string | null, readonly unknown[]][] = JSON.parse(stdout);
  for (const [index, [given, settings]] of samples.entries()) {
    const { parameters, problems } = applySettings(
      parsePrivateJson(given) as { readonly [name: string]: never },
      settings,
      undefined,
    );
    const [changed, found] = outcomes[index] ?? [null, []];
    const told = problems.map(({ path, message, suggestion, details }) => [
      path,
      message,
      suggestion ?? null,
      details ?? [],
    ]);
    const place = JSON.stringify({ given, settings });
    expect(found, place).toEqual(told);
    if (changed === null) continue;
    const kept = privateJson(parsePrivateJson(changed));
    expect(kept, place).toBe(privateJson(parameters));
  }
}, 100_000);
