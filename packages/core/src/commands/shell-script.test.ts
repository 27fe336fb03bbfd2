import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endsBehindProgram, readOldScript, withPython } from './shell-script.ts';

const wordsOf = (text: string, prefix: readonly string[] = []) =>
  readOldScript(text, prefix, 'script').script;

describe('a script of the old tools', () => {
  test.each([
    ['python3 train.py', ['python3', 'train.py']],
    ['srun python3 MaxText/train.py', ['srun', 'python3', 'MaxText/train.py']],
    ['./run_remote.sh starcraft vtrace 3', ['./run_remote.sh', 'starcraft', 'vtrace', '3']],
    [
      'python3 -m run_toy_mr --mrunner --output_dir=./out',
      ['python3', '-m', 'run_toy_mr', '--mrunner', '--output_dir=./out'],
    ],
    [
      `python a.py --note 'two words; [one] # and ?'`,
      ['python', 'a.py', '--note', 'two words; [one] # and ?'],
    ],
    ['  python a.py \\\n    --lr 1\n', ['python', 'a.py', '--lr', '1']],
    ['python a.py;', ['python', 'a.py']],
    [`python a.py --config '{"a": {}}'`, ['python', 'a.py', '--config', '{"a": {}}']],
  ])('%j is split', (text, words) => {
    expect(wordsOf(text)).toEqual({ words, needsShell: false });
  });

  test.each([
    'ld-config; python3 run.py',
    'OMP_NUM_THREADS=1 python a.py',
    'python a.py | tee out',
    'python a.py --out $HOME',
    'python a.py "$HOME"',
    'python a.py `date`',
    'python a.py > out 2>&1',
    'python ~/a.py',
    'python a.py data/*',
    'python a.py data/part?',
    'python a.py data/part[0-9]',
    'cd src\npython a.py',
    'exec python a.py',
    '(cd src && python a.py)',
    'python a.py # the newest',
  ])('%j needs a shell, which gets it as it is', (text) => {
    expect(wordsOf(text)).toEqual({ words: ['sh', '-c', `${text} "$@"`, 'sh'], needsShell: true });
  });

  test.each([
    ['python a.py | tee out', true],
    ['(cd src && python a.py)', true],
    ['for i in 1 2; do python a.py $i; done', true],
    ['python a.py &', true],
    ['python a.py || true; python b.py', false],
    ["A=1 python a.py 'a | b' 2>&1", false],
    ['cd src && python a.py > out', false],
  ])('what is added to %j misses its program: %s', (text, expected) => {
    expect(endsBehindProgram(text)).toBe(expected);
  });

  test('with MPI, what stands first is mpiexec', () => {
    expect(wordsOf('python a.py', ['mpiexec'])?.words).toEqual(['mpiexec', 'python', 'a.py']);
    expect(wordsOf('python $A', ['mpiexec'])?.words[2]).toBe('mpiexec python $A "$@"');
  });

  test.each(["python 'a.py", 'python "a', 'python a\\'])('%j is refused', (text) => {
    expect(readOldScript(text, [], 'script').problems).toHaveLength(1);
  });

  test('whatever its words, they reach the program as a shell would have given them, then what is added', () => {
    const parts = fc.constantFrom(
      'a',
      ' ',
      "'",
      '"',
      '\\',
      '$X',
      '*',
      ';',
      '#',
      '?',
      '[a]',
      '{b}',
      '=',
      '~',
      '\n',
    );
    const script = fc.array(parts, { maxLength: 8 }).map((text) => `print ${text.join('')}`);
    // A function of the shell, and a program of the same habits for scripts that are split.
    const define = 'print() { printf "<%s>" "$@"; }\n';
    fc.assert(
      fc.property(script, (text) => {
        const { script: read } = readOldScript(text, [], 'script');
        if (read === undefined) return;
        const wanted = shell(`${define}X=x\n${text.trim().replace(/\s*;$/, '')} 'the end'`);
        const [program, ...words] = read.words;
        const got = read.needsShell
          ? shell(`${define}X=x\n${words[1]}`, 'the end')
          : shell(`${define}"$@"`, program ?? '', ...words, 'the end');
        expect(got).toBe(wanted);
      }),
      { numRuns: 150 },
    );
  });
});

const shell = (text: string, ...words: readonly string[]): string =>
  spawnSync('/bin/sh', ['-c', text, 'sh', ...words], { encoding: 'utf8', cwd: '/' }).stdout;

describe('the Python of a context', () => {
  test.each([
    ['python a.py', '/py/bin/python a.py'],
    ['python3 a.py', '/py/bin/python a.py'],
    ['python3.9 a.py', 'python3.9 a.py'],
    ['mpiexec python3 a.py', 'mpiexec /py/bin/python a.py'],
    ['srun python3 a.py', 'srun python3 a.py'],
    ['node a.js python', 'node a.js python'],
  ])('%s is %s', (text, expected) => {
    expect(withPython(text.split(' '), '/py/bin/python')).toEqual(expected.split(' '));
    expect(withPython(text.split(' '), undefined)).toEqual(text.split(' '));
  });

  test.each([
    ['python3 a.py | tee b', "'/my py' a.py | tee b"],
    ['A=1 B="2" python a.py', `A=1 B="2" '/my py' a.py`],
    ['mpiexec python $A', "mpiexec '/my py' $A"],
    ['cd a; python a.py', 'cd a; python a.py'],
    ['python3.9 $A', 'python3.9 $A'],
  ])('in text for a shell %s is %s', (text, expected) => {
    const words = ['sh', '-c', `${text} "$@"`, 'sh', '--config', 'x'];
    expect(withPython(words, '/my py')).toEqual(words.with(2, `${expected} "$@"`));
  });

  test("a shell that somebody else's spec starts is left alone", () => {
    const words = ['sh', '-c', 'python a.py'];
    expect(withPython(words, '/py')).toEqual(words);
  });
});
