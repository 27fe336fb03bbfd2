import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonSchemaOf } from '@mrunner/core/schema';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { usageMessage } from './usage-message.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mrunner-usage-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const message = (schema?: z.ZodType, script = join(directory, 'train.ts')) =>
  usageMessage(
    { script, argv: [], env: {}, cwd: directory, tell: () => {} },
    schema && jsonSchemaOf(schema, 'input'),
  );

test('a script without parameters says the three ways to give them', () => {
  const Params = z.object({
    lr: z.number().positive(),
    hidden: z.int().default(16),
    seed: z.int(),
  });
  expect(message(Params)).toBe(
    [
      'train.ts needs its parameters, and nothing says where they are.',
      '  by mrun       mrun run spec.ts',
      '  one of them   mrun debug spec.ts --index 0',
      '  by hand       node train.ts --set lr=0.1 --set seed=0      (hidden=16 by default)',
    ].join('\n'),
  );
});

test('without a schema it shows the form', () => {
  expect(message()).toContain('  by hand       node train.ts --set KEY=VALUE');
});

test('when every parameter has a default it shows one of them', () => {
  expect(message(z.object({ n: z.int().default(3) }))).toMatch(
    /node train\.ts --set n=3 {6}\(n=3 by default\)$/,
  );
});

test('a schema without a JSON form shows the form too', () => {
  expect(message(z.custom())).toContain('--set KEY=VALUE');
});

test('it names the spec that lies there, and words that a shell would change are quoted', () => {
  writeFileSync(join(directory, 'spec.py'), '');
  mkdirSync(join(directory, 'my code'));
  const text = message(
    z.object({ list: z.array(z.int()), say: z.literal("it's") }),
    join(directory, 'my code', 'train.js'),
  );
  expect(text).toContain('mrun run spec.py\n');
  expect(text).toContain(String.raw`node 'my code/train.js' --set 'list=[]' --set 'say=it'\''s'`);
});

test('else it names the spec beside the script', () => {
  mkdirSync(join(directory, 'models'));
  writeFileSync(join(directory, 'models', 'spec.yaml'), '');
  expect(message(undefined, join(directory, 'models', 'train.ts'))).toContain(
    'mrun run models/spec.yaml',
  );
});
