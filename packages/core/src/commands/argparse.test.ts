import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlagStyle } from '../experiments/experiment.ts';
import type { Value } from '../values/value.ts';
import { isList } from '../values/value-kind.ts';
import { checkArguments } from './check-arguments.ts';
import { flagName } from './flag-words.ts';
import { type ParameterArguments, parameterArguments } from './parameter-arguments.ts';

const python = '/usr/bin/python3';
const skipped = !existsSync(python) && process.env.MRUNNER_TEST_REQUIRE !== 'all';

/** A parameter as the Python program declares it. */
interface Declared {
  readonly name: string;
  readonly type: 'int' | 'float' | 'str' | 'bool';
  readonly value: Value;
}

// Declares the options of its first argument, parses the others, writes what it got; numbers as text.
const program = `
import argparse, json, sys
declared = json.loads(sys.argv[1])
types = {'int': int, 'float': float, 'str': str, 'bool': {'true': True, 'false': False}.__getitem__}
booleans = {'switch': {'action': 'store_true'}, 'no-prefix': {'action': argparse.BooleanOptionalAction}}
lists = {'spread': {'nargs': '*'}, 'repeat': {'action': 'append', 'default': []}}
parser = argparse.ArgumentParser(add_help=False)
for flag, type, is_list in declared['options']:
    how = {'type': types[type], **(lists[declared['lists']] if is_list else {})}
    if type == 'bool':
        how = booleans.get(declared['booleans'], how)
    parser.add_argument(flag, dest=flag, **how)
def shown(value):
    if isinstance(value, list):
        return [shown(element) for element in value]
    return value if isinstance(value, (bool, str)) else repr(value)
print(json.dumps([shown(value) for value in vars(parser.parse_args(sys.argv[2:])).values()]))
`;

const readByArgparse = (declared: readonly Declared[], given: ParameterArguments): Value[] => {
  const { flags } = given;
  const options = declared.map(({ name, type, value }) => [
    flagName(name, flags),
    type,
    isList(value),
  ]);
  const { lists, booleans } = flags;
  const words = parameterArguments({ ...given, neptunePath: 'neptune.yaml' });
  const { status, stdout, stderr } = spawnSync(
    python,
    ['-c', program, JSON.stringify({ options, lists, booleans }), ...words],
    { env: { ...process.env, PYTHONUTF8: '1' } },
  );
  if (status !== 0) throw new Error(`${stderr}\n${JSON.stringify(words)}`);
  const read = JSON.parse(stdout.toString('utf8')) as unknown[];
  return declared.map(({ type }, index) => fromPython(type, read[index]));
};

const fromPython = (type: Declared['type'], read: unknown): Value => {
  if (Array.isArray(read)) return read.map((element) => fromPython(type, element));
  if (type === 'int') return BigInt(String(read));
  if (type === 'float') return Number(String(read).replace('inf', 'Infinity'));
  return read as string | boolean;
};

// Some versions of argparse lose the value of `--name=--`.
const text = fc
  .oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'-= \'"\n1e.a') }))
  .map((any) => any.replaceAll('\0', ''))
  .filter((any) => any !== '--');
const int = fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n });
const float = fc.double();
const parameterName = fc.stringMatching(/^[a-z][a-z_]{0,8}[a-z0-9]$/);

const generated = {
  int: fc.oneof(int, fc.array(int, { maxLength: 4 })),
  float: fc.oneof(float, fc.array(float, { maxLength: 4 })),
  str: fc.oneof(text, fc.array(text, { maxLength: 4 })),
  bool: fc.boolean(),
} satisfies { [type in Declared['type']]: fc.Arbitrary<Value> };

const declaration: fc.Arbitrary<Declared> = fc
  .constantFrom('int' as const, 'float' as const, 'str' as const, 'bool' as const)
  .chain((type) =>
    fc.record({ name: parameterName, type: fc.constant(type), value: generated[type] }),
  );

const parameterSet = fc.uniqueArray(declaration, { selector: ({ name }) => name, maxLength: 8 });

describe.skipIf(skipped)(`argparse${skipped ? ` (skipped: no ${python})` : ''}`, () => {
  test.each<FlagStyle>([
    { names: 'keep', booleans: 'switch', lists: 'spread', null: 'omit' },
    { names: 'keep', booleans: 'no-prefix', lists: 'repeat', null: 'omit' },
    { names: 'kebab', booleans: 'value', lists: 'spread', null: 'omit' },
  ])('reads back every set of parameters that passes the check, with %j', (flags) => {
    fc.assert(
      fc.property(parameterSet, (declared) => {
        const parameters = Object.fromEntries(declared.map(({ name, value }) => [name, value]));
        const given = { mode: 'flags', flags, parameters, used: new Set<string>() } as const;
        fc.pre(checkArguments(given, 'parameters').length === 0);
        expect(readByArgparse(declared, given)).toEqual(declared.map(({ value }) => value));
      }),
      { numRuns: 50 },
    );
  });
});
