import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import { type ScannedWord, scanWords } from './scan-words.ts';
import { checkScriptWords, scriptProblem } from './script-words.ts';

/**
 * Splits a script into words as a POSIX shell would, expanding nothing. What only a shell could do (variables, pipes,
 * redirections, patterns, `VAR=value` in front) is a problem that shows how to ask for a shell.
 *
 * @param path the setting that the text comes from, such as `script`
 * @example splitWords("python train.py --note 'two words'", 'script') // ['python', 'train.py', '--note', 'two words']
 */
export const splitWords = (text: string, path: string): Result<string[]> => {
  const { words, unfinished } = scanWords(text);
  const values = words.map((word) => word.value);
  const problems = [
    ...shellProblems(text, words, path),
    ...(unfinished === undefined
      ? checkScriptWords(values, path)
      : [unfinishedProblem(text, unfinished, path)]),
  ];
  return problems.length > 0 ? fail(...problems) : ok(values);
};

const shellProblems = (text: string, words: readonly ScannedWord[], path: string): Problem[] => {
  const assignments = leadingAssignments(words);
  const forShell = words.filter(
    (word) => word.shellCharacters.size > 0 || assignments.includes(word),
  );
  if (forShell.length === 0) return [];
  const got = forShell.map(({ written, shellCharacters }) =>
    [
      JSON.stringify(written),
      ...(shellCharacters.size > 0 ? [`(${[...shellCharacters].join(' ')})`] : []),
    ].join(' '),
  );
  const message = `expected plain words, for the script is not run by a shell, got ${got.join(', ')}`;
  return [
    scriptProblem(path, message, [
      `For a shell to run it: ['sh', '-c', ${stringLiteral(variablesKept(text))}]`,
      'There, the arguments that are added at the end are "$0" and "$@".',
      assignments.length > 0
        ? `To only set a variable, put it under env: {${assignments.map(environmentEntry).join(', ')}}`
        : 'To pass such a character to the program as it is, put the word in single quotes.',
    ]),
  ];
};

const assignment = /^[A-Za-z_]\w*=/;

const leadingAssignments = (words: readonly ScannedWord[]): readonly ScannedWord[] => {
  const program = words.findIndex((word) => !assignment.test(word.written));
  return program === -1 ? words : words.slice(0, program);
};

const environmentEntry = ({ value }: ScannedWord): string => {
  const split = value.indexOf('=');
  return `${value.slice(0, split)}: ${stringLiteral(value.slice(split + 1))}`;
};

/** The text with the shell's `${HOME}` written so that it is not taken for a placeholder. */
const variablesKept = (text: string): string => text.replace(/(?<=\$)\{[^{}]*\}/g, '{$&}');

/** Text as a literal that TypeScript, YAML and Python read alike. */
const stringLiteral = (text: string): string =>
  /^[^'\\\p{Cc}]*$/u.test(text) ? `'${text}'` : JSON.stringify(text);

const unfinishedProblem = (text: string, at: number, path: string): Problem => {
  const character = text.charAt(at);
  const message =
    character === '\\'
      ? 'expected a character after the backslash at the end, got nothing'
      : `expected a closing ${character} for the one at character ${at + 1}, got the end of the script`;
  return scriptProblem(path, message, [`From there: ${JSON.stringify(text.slice(at, at + 40))}`]);
};
