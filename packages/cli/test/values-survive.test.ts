import { argumentText, jsonText, kindOf, plainOf } from '@mrunner/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryParameters, arbitraryText } from '../../core/test/arbitrary-value.ts';
import { createRig } from './rig/rig.ts';

// Writes down what a started process really gets: its arguments, its environment, its parameters.
const program = `
import { writeFileSync } from 'node:fs';
import { getConfiguration } from 'mrunner/runtime';
const { params, experimentDir, argv } = await getConfiguration();
const plain = (key, value) => typeof value === 'bigint' ? { bigint: String(value) } : value;
const text = JSON.stringify({ argv: process.argv.slice(2), env: process.env.TRICKY, params, rest: argv }, plain);
writeFileSync(experimentDir + '/seen.json', text);
`;

/** Values whose JSON a spec file can hold: all but a bare NaN or infinity. */
const fitsJson = (value: unknown): boolean => typeof value !== 'number' || Number.isFinite(value);

test('any value survives from a spec to the arguments, the environment and the parameters of a process', async () => {
  await using rig = createRig();
  const samples = fc
    .sample(
      fc.tuple(
        arbitraryParameters.map((parameters) => Object.values(parameters).filter(fitsJson)),
        arbitraryText,
      ),
      60,
    )
    .map(([values, text], index) => {
      // Names of their own: the experiments of a list decide together whether a parameter is a double.
      const named = Object.fromEntries(values.map((value, n) => [`p${index}_${n}`, value]));
      return [named, text] as const;
    });
  const experiments = samples.map(([parameters, text]) => {
    const words = [
      'node',
      'program.mjs',
      ...Object.keys(parameters).map((name) => `{${name}}`),
      '{{braces}}',
    ];
    return jsonText({ script: words, parameters, env: { TRICKY: text } });
  });
  rig.write({ 'program.mjs': program, 'spec.json': `[${experiments.join(',\n')}]` });

  const { code, stderr } = await rig.mrun(['run', 'spec.json', '--parallel', '2', '--yes']);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  for (const [index, [parameters, text]] of samples.entries()) {
    const seen = JSON.parse(
      rig.read(
        rig
          .files()
          .find((path) => path.includes(`/${String(index).padStart(2, '0')}-spec/seen.json`)) ?? '',
      ),
    );
    const values = Object.values(parameters);
    expect(seen.argv.slice(0, values.length)).toEqual(values.map(argumentText));
    expect(seen.argv[values.length]).toBe('{braces}');
    expect(seen.env).toBe(text);
    expect(Object.keys(seen.params)).toEqual(Object.keys(parameters));
    for (const [name, value] of Object.entries(parameters)) {
      if (kindOf(value) === 'json') continue;
      const plain = plainOf(value);
      const expected = typeof plain === 'bigint' ? { bigint: String(plain) } : plain;
      // JSON has no -0.
      expect(seen.params[name]).toEqual(Object.is(expected, -0) ? 0 : expected);
    }
  }
});
