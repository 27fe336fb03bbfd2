import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ok, type Problem } from '../problems/problem.ts';
import { shellCommand } from './shell-quote.ts';
import { splitWords } from './split-words.ts';

const problemsOf = (text: string): readonly Problem[] => {
  const result = splitWords(text, 'script');
  return result.ok ? [] : result.problems;
};

test.each([
  ['python train.py', ['python', 'train.py']],
  ['  python \t train.py\n', ['python', 'train.py']],
  ["a 'b c' d", ['a', 'b c', 'd']],
  [`a "b c"'d e'f`, ['a', 'b cd ef']],
  [`a '' ""`, ['a', '', '']],
  ['a b\\ c \\\\ \\"', ['a', 'b c', '\\', '"']],
  ['a "\\$x \\` \\" \\\\ \\n"', ['a', '$x ` " \\ \\n']],
  ["a '\\n' '$x' '`ls`'", ['a', '\\n', '$x', '`ls`']],
  ['a \\$x \\| \\* \\~', ['a', '$x', '|', '*', '~']],
  ['a "|&;<>*(~"', ['a', '|&;<>*(~']],
  ['a \\\n  --b \\\n  c\\\nd "e\\\nf"', ['a', '--b', 'cd', 'ef']],
  ['a # ) ? [x] {lr} %', ['a', '#', ')', '?', '[x]', '{lr}', '%']],
  ['a b=c', ['a', 'b=c']],
  ["'A'=b", ['A=b']],
  ['1=2', ['1=2']],
  ['python train.py --name é😀', ['python', 'train.py', '--name', 'é😀']],
])('%j is split as a shell splits it', (text, expected) => {
  expect(splitWords(text, 'script')).toEqual(ok(expected));
});

test.each([
  ['echo $HOME', '"$HOME" ($)'],
  ['echo "$HOME"', '"\\"$HOME\\"" ($)'],
  ['echo "`ls`"', '"\\"`ls`\\"" (`)'],
  ['echo `ls`', '"`ls`" (`)'],
  ['a | b', '"|" (|)'],
  ['a &', '"&" (&)'],
  ['a; b', '"a;" (;)'],
  ['a <in', '"<in" (<)'],
  ['a >out', '">out" (>)'],
  ['rm *.log', '"*.log" (*)'],
  ['a (b)', '"(b)" (()'],
  ['cat ~/x', '"~/x" (~)'],
  ['a b~', '"b~" (~)'],
  ['A=1 python x.py', '"A=1"'],
  ["A=1 B_2='x y' python x.py C=3", '"A=1", "B_2=\'x y\'"'],
  ['A=$X a $Y', '"A=$X" ($), "$Y" ($)'],
])('%j needs a shell because of %s', (text, got) => {
  expect(problemsOf(text).map(({ kind, path, message }) => ({ kind, path, message }))).toEqual([
    {
      kind: 'script',
      path: 'script',
      message: `expected plain words, for the script is not run by a shell, got ${got}`,
    },
  ]);
});

test('a script that needs a shell is shown with one, as a literal of the spec', () => {
  expect(problemsOf('a | b')[0]?.details).toContain("For a shell to run it: ['sh', '-c', 'a | b']");
  expect(problemsOf("a 'b' | c")[0]?.details).toContain(
    "For a shell to run it: ['sh', '-c', \"a 'b' | c\"]",
  );
});

test('a variable in braces is shown so that it is no placeholder', () => {
  expect(problemsOf(`echo \${HOME} {lr}`)[0]?.details).toContain(
    `For a shell to run it: ['sh', '-c', 'echo \${{HOME}} {lr}']`,
  );
});

test('a variable in front is shown under env', () => {
  expect(problemsOf("A=1 B='x y' python x.py")[0]?.details).toContain(
    "To only set a variable, put it under env: {A: '1', B: 'x y'}",
  );
});

test.each([
  ["echo 'abc", "expected a closing ' for the one at character 6, got the end of the script"],
  ['echo a"bc', 'expected a closing " for the one at character 7, got the end of the script'],
  ['echo "a\\"', 'expected a closing " for the one at character 6, got the end of the script'],
  ['echo \\', 'expected a character after the backslash at the end, got nothing'],
  ['', 'expected a program to start, got an empty script'],
  [' \n', 'expected a program to start, got an empty script'],
  ["'' a", 'expected the program as the first word, got an empty word'],
  ['a b\0c', 'expected text without NUL, which no argument can hold, got "b\\u0000c"'],
  ['a b\ud800', 'expected valid Unicode, got half a character (a lone surrogate) in "b\\ud800"'],
])('%j is a problem: %s', (text, message) => {
  expect(problemsOf(text).map((problem) => problem.message)).toEqual([message]);
});

test('all problems of a script come at once', () => {
  expect(problemsOf("echo $X | cat 'abc").map(({ message }) => message)).toEqual([
    'expected plain words, for the script is not run by a shell, got "$X" ($), "|" (|)',
    "expected a closing ' for the one at character 15, got the end of the script",
  ]);
});

test('what is accepted is split as sh splits it', () => {
  const unit = fc.constantFrom(...Array.from('aB=-{} \t\'"\\$`é'), '😀', "'b c'", '"d e"');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
      const split = splitWords(`printf '%s\\0' ${text}`, 'script');
      fc.pre(split.ok);
      const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${text}`]);
      // Without an argument printf prints one empty one.
      const expected = split.value.length === 2 ? [''] : split.value.slice(2);
      expect(stdout.toString('utf8').split('\0').slice(0, -1)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('a quoted command is split into its words again', () => {
  const word = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 10 }), (words) => {
      expect(splitWords(shellCommand(['program', ...words]), 'script')).toEqual(
        ok(['program', ...words]),
      );
    }),
  );
});
