import { expect, test } from 'vitest';
import { parseMark } from './marked-processes.ts';
import { descendantsOf, parseStat, tableOfPs } from './process-table.ts';

const stat = (name: string, state = 'S'): string =>
  `42 (${name}) ${state} 7 ${Array.from({ length: 17 }, (_, i) => i).join(' ')} 98765 0`;

test.each(['sh', 'a b', '(x) S 1 2', ')'])('the line of a process named %j', (name) => {
  expect(parseStat(stat(name))).toEqual({ pid: 42, parent: 7, started: '98765' });
});

test('a zombie has ended', () => {
  expect(parseStat(stat('sh', 'Z'))).toBe(undefined);
});

test('what ps prints where there is no /proc', () => {
  const output = [
    '  42     7 S+   Sun Nov 22 18:16:33 2026    ',
    '   7     1 Ss   Sun Nov 22 18:16:30 2026',
    '   9     7 Z    Sun Nov 22 18:16:31 2026',
    '',
  ].join('\n');
  expect(tableOfPs(output)).toEqual([
    { pid: 42, parent: 7, started: 'Sun Nov 22 18:16:33 2026' },
    { pid: 7, parent: 1, started: 'Sun Nov 22 18:16:30 2026' },
  ]);
});

test('the processes below one, and no others', () => {
  const rows = [
    [2, 1],
    [3, 2],
    [4, 3],
    [5, 1],
    [6, 2],
  ].map(([pid = 0, parent = 0]) => ({ pid, parent, started: '1' }));
  expect(descendantsOf(2, rows).map((row) => row.pid)).toEqual([3, 4, 6]);
});

test.each([
  ['MRUNNER_RUN_ID=s/3\0MRUNNER_ATTEMPT=2\0', { run: 3, attempt: 2 }],
  ['A=1\0MRUNNER_RUN_ID=s/12\0', { run: 12, attempt: 1 }],
  ['A=MRUNNER_RUN_ID=s/3\0', undefined],
  ['MRUNNER_RUN_ID=other/3\0', undefined],
  ['', undefined],
])('the environment %j belongs to %j', (environment, expected) => {
  expect(parseMark(environment, 'MRUNNER_RUN_ID=s/')).toEqual(expected);
});
