import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shellCommand, shellQuote } from './shell-quote.ts';

test.each([
  ['train.py', 'train.py'],
  ['--lr=1e-3', '--lr=1e-3'],
  ['/data/a_b:c,d@e+f%', '/data/a_b:c,d@e+f%'],
  ['', "''"],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['$HOME', "'$HOME'"],
  ['~', "'~'"],
  ['=ls', "'=ls'"],
  ['two\nlines', "'two\nlines'"],
])('%j is written as %s', (word, expected) => {
  expect(shellQuote(word)).toBe(expected);
});

test('a word with NUL is an internal error', () => {
  expect(() => shellQuote('a\0b')).toThrow('Internal error');
});

test('a command is its words, each quoted where it needs to be', () => {
  expect(shellCommand(['python', 'train.py', '--note=a b', 'lr=1'])).toBe(
    "python train.py '--note=a b' lr=1",
  );
});

const shells = [['sh'], ['bash'], ['dash'], ['busybox', 'sh']].filter(
  ([program = '', ...words]) =>
    program === 'sh' || spawnSync(program, [...words, '-c', ':']).status === 0,
);

const outputOf = ([program = '', ...words]: readonly string[], script: string): string => {
  const { status, stdout, stderr } = spawnSync(program, [...words, '-c', script]);
  if (status !== 0) throw new Error(`${program} failed: ${stderr}\n${script}`);
  return stdout.toString('utf8');
};

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(...'\'"\\$`!#~*?[]{}()<>|&;=%^-+ab0 \t\n\r\u0081é'),
    maxLength: 20,
  }),
);
const words = fc.array(
  anyText.map((text) => text.replaceAll('\0', '')),
  { minLength: 1, maxLength: 20 },
);

describe.each(shells.map((shell) => [shell.join(' '), shell] as const))('%s', (_, shell) => {
  test('reads back any words', () => {
    fc.assert(
      fc.property(words, (given) => {
        const printed = outputOf(shell, shellCommand(['printf', '%s\\0', ...given]));
        expect(printed.split('\0').slice(0, -1)).toEqual(given);
      }),
    );
  });

  test('exports any text', () => {
    fc.assert(
      fc.property(words, (given) => {
        const scripts = given.map((text) => `export A=${shellQuote(text)}; printf '%s\\0' "$A"`);
        const printed = outputOf(shell, scripts.join('\n'));
        expect(printed.split('\0').slice(0, -1)).toEqual(given);
      }),
    );
  });

  test.each(['A=b', 'if', 'time', '!', '{', 'a b', "it's"])('starts a program named %s', (name) => {
    const directory = mkdtempSync(join(tmpdir(), 'mrunner-quote-'));
    try {
      const program = join(directory, name);
      writeFileSync(program, '#!/bin/sh\nprintf "started with %s" "$1"\n');
      chmodSync(program, 0o755);
      const printed = outputOf(
        shell,
        `PATH=${shellQuote(directory)}\n${shellCommand([name, 'x y'])}`,
      );
      expect(printed).toBe('started with x y');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
