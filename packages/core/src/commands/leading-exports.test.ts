import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  behindExports,
  exportsText,
  exportsVariable,
  leadingExports,
  withExports,
} from './leading-exports.ts';
import { keepBraces } from './placeholders.ts';
import { readOldScript, withPython } from './shell-script.ts';

const run = ([program = '', ...words]: readonly string[], env: NodeJS.ProcessEnv): string =>
  spawnSync(program, words, { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } }).stdout;

test.each([
  ['$SCRATCH/hf', `"\${SCRATCH-}"/hf`],
  [`\${HOME}`, `"\${HOME-}"`],
  ["it's $A $B", `'it'\\''s '"\${A-}"' '"\${B-}"`],
  [`$(date) \`date\` \${A:-b} $1 $`, `'$(date) \`date\` \${A:-b} $1 $'`],
  ['$$A \\$A', "'$$A \\$A'"],
  ['', ''],
])('%s is exported as %s', (text, word) => {
  expect(exportsText([{ name: 'X', text }])).toBe(`export X=${word}; `);
});

const outside = { SCRATCH: "/net/a'  b*", _x1: '$HOME `date`', EMPTY: '' };

/** Text without what a shell gives a meaning inside double quotes. */
const plainText = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\0$`"\\]/g, '-'));
const variable = fc
  .constantFrom(...Object.keys(outside), 'UNKNOWN')
  .chain((name) => fc.constantFrom(`$${name}`, `\${${name}}`));
const text = fc
  .array(fc.oneof(plainText, variable, fc.constantFrom('{', '}', "'", '~', '=', ' ', '\n', '; ')))
  .map((parts) => parts.join(''));

test('whatever stands around its variables, a text is what sh makes of it', () => {
  const print = 'printf "%s|%s" "$A" "$B"';
  fc.assert(
    fc.property(text, text, (first, second) => {
      const b = `\${A}:${second}`;
      const exports = exportsText([
        { name: 'A', text: first },
        { name: 'B', text: b },
      ]);
      const wanted = run(['sh', '-c', `export A="${first}"; export B="${b}"; ${print}`], outside);
      expect(run(withExports(['/bin/sh', '-c', print], exports), outside)).toBe(wanted);
      expect(run(withExports(['sh', '-c', print], exports), outside)).toBe(wanted);
    }),
    { numRuns: 80 },
  );
});

test("of any text nothing but its variables is the shell's", () => {
  const any = fc.string({ unit: fc.constantFrom(...'$`(){}"\'\\ab1 \n#~*') });
  fc.assert(
    fc.property(any, (given) => {
      const wanted = given.replaceAll(
        /\\[\s\S]|\$\$|\$([A-Za-z_]\w*|\{[A-Za-z_]\w*\})/g,
        (found, name) => (name === undefined ? found : ''),
      );
      const exports = exportsText([{ name: 'X', text: given }]);
      expect(run(withExports(['printenv', 'X'], exports), {})).toBe(`${wanted}\n`);
    }),
    { numRuns: 80 },
  );
});

test('the words behind any exports are found again, as written in scripts too', () => {
  const words = ['python', 'a b.py', 'exec "$@"'];
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), (texts) => {
      const exports = exportsText(texts.map((one, at) => ({ name: `V${at}`, text: one })));
      for (const written of [exports, keepBraces([exports], undefined).join('')]) {
        const { front, words: behind } = behindExports(withExports(words, written));
        expect(behind).toEqual(words);
        expect(front).toHaveLength(4);
        expect(leadingExports(`${written}cd a; python b`)).toBe(written);
      }
    }),
  );
});

test.each([
  [['sh', '-c', 'exec "$@"', 'sh', 'a']],
  [['sh', '-c', 'export A=1; python', 'sh']],
  [['python', 'a.py']],
])('%j has nothing in front', (words) => {
  expect(behindExports(words)).toEqual({ front: [], words });
});

test('the Python of a context is meant behind exports', () => {
  const exports = exportsText([{ name: 'A', text: '$B' }]);
  expect(withPython(withExports(['mpiexec', 'python', 'a.py'], exports), '/py')).toEqual(
    withExports(['mpiexec', '/py', 'a.py'], exports),
  );
  const { words = [] } = readOldScript('C=1 python a.py | tee b', [], 'script').script ?? {};
  expect(withPython(withExports(words, exports), '/py')[2]).toBe(
    `${exports}C=1 /py a.py | tee b "$@"`,
  );
});

test('it is known whether PATH is exported', () => {
  const withA = (name: string) => withExports(['a'], exportsText([{ name, text: '$HOME/bin' }]));
  expect(exportsVariable(withA('PATH'), 'PATH')).toBe(true);
  expect(exportsVariable(withA('MYPATH'), 'PATH')).toBe(false);
  expect(exportsVariable(['a'], 'PATH')).toBe(false);
});
