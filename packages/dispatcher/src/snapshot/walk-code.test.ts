import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeHost } from '../host/node-host.ts';
import { ignoreRules } from './ignore-rules.ts';
import { rulesWithoutGit, walkCode } from './walk-code.ts';

const host = { ...nodeHost(), env: {} };

const walked = (top: string): readonly string[] =>
  [...walkCode(host, top, rulesWithoutGit(host, top, ignoreRules()))].sort();

const names = ['a', 'b', 'a.o', 'b.txt', 'x y', '[a]', 'A', '!a', '#b', '.c'];
const name = fc.constantFrom(...names);
const directory = fc.array(fc.constantFrom('a', 'b', 'x y', '[a]', 'a.o'), { maxLength: 3 });
const piece = fc.constantFrom(
  ...names,
  '*',
  '?',
  '*.o',
  '**',
  '[ab]',
  '[!a]',
  'a*',
  '\\[a\\]',
  '\\!a',
  '\\#b',
);
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '', '!'),
    fc.constantFrom('', '', '/'),
    fc.array(piece, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '', '/', ' ', '/**'),
  )
  .map(([not, start, pieces, end]) => `${not}${start}${pieces.join('/')}${end}`);
const rules = fc.array(pattern, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));

test('without git, a directory holds what git would neither ignore nor miss', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(directory, name), { minLength: 1, maxLength: 12 }),
      fc.array(fc.tuple(directory, rules), { minLength: 1, maxLength: 3 }),
      (files, ignores) => {
        const top = mkdtempSync(join(tmpdir(), 'mrunner-walk-'));
        const write = (path: string, text: string): void => {
          try {
            mkdirSync(dirname(path), { recursive: true });
            writeFileSync(path, text);
          } catch {
            // A name that is a file cannot be a directory too: the first one counts.
          }
        };
        try {
          for (const [steps, last] of files) write(join(top, ...steps, last), 'x');
          for (const [steps, text] of ignores) write(join(top, ...steps, '.gitignore'), text);
          const ours = walked(top);
          execFileSync('git', ['init', '-q'], { cwd: top });
          const words = ['-c', 'core.excludesFile=', 'ls-files', '-o', '-z', '--exclude-standard'];
          const listed = execFileSync('git', words, { cwd: top, encoding: 'utf8' });
          expect(ours).toEqual(listed.split('\0').slice(0, -1).sort());
        } finally {
          rmSync(top, { recursive: true, force: true });
        }
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);
