import { expect, test } from 'vitest';
import { takeFlags } from './arguments.ts';

const wanted = { neptune: 'always', exp_dir_path: 'always', set: 'always' } as const;

test.each([
  [['--neptune', 'a.yaml', 'x'], { neptune: ['a.yaml'] }, ['x']],
  [['--neptune=a.yaml', 'x'], { neptune: ['a.yaml'] }, ['x']],
  [['--exp-dir-path', 'd'], { exp_dir_path: ['d'] }, []],
  [['--exp_dir_path=d'], { exp_dir_path: ['d'] }, []],
  [['-v', '--set', 'a=1', '--lr', '3', '--set=b=2'], { set: ['a=1', 'b=2'] }, ['-v', '--lr', '3']],
  [['--set', 'a=-1', '--set', '-1'], { set: ['a=-1', '-1'] }, []],
  [['--set='], { set: [''] }, []],
  [['--set=two\nlines'], { set: ['two\nlines'] }, []],
  [['x', '--', '--set', 'a=1', '--'], {}, ['x', '--', '--set', 'a=1', '--']],
  [['--neptune-version', '2', '--Set'], {}, ['--neptune-version', '2', '--Set']],
])('of %j it takes %j and leaves %j', (argv, values, rest) => {
  const taken = takeFlags(argv, wanted);
  expect(Object.fromEntries(taken.values)).toEqual(values);
  expect(taken.rest).toEqual(rest);
  expect(taken.problems).toEqual([]);
});

test.each([[['--neptune']], [['--neptune', '--set', 'a=1']], [['--neptune', '--', 'a.yaml']]])(
  'a flag without its value is a problem: %j',
  (argv) => {
    const { problems } = takeFlags(argv, wanted);
    expect(problems).toEqual([
      { path: '--neptune', message: 'expected a value after it: --neptune=VALUE' },
    ]);
  },
);

test('a flag that is wanted with one value only is left with any other', () => {
  const config = (value: string) => value === 'mine';
  expect(takeFlags(['--config', 'theirs', '--config=mine', '--config'], { config })).toEqual({
    values: new Map([['config', ['mine']]]),
    rest: ['--config', 'theirs', '--config'],
    problems: [],
  });
});
