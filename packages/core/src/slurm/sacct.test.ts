import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSacct, sacctWords } from './sacct.ts';

const token = 'mr-brave-otter-k3j9x-0';
// As 22.05 prints them.
const text = `1_1|FAILED|3:0|2026-11-23T03:31:58|n1|None|${token}
1_2|REQUEUED|0:0|2026-11-23T03:31:58|n1|None|${token}
1_2|NODE_FAIL|1:0|2026-11-23T03:33:10|n2|None|${token}
1_4|CANCELLED by 1000|0:15|2026-11-23T03:31:59|n1|None|${token}
1_[5-9%3]|PENDING|0:0|Unknown|None assigned|JobArrayTaskLimit|${token}
1_1.batch|FAILED|3:0|2026-11-23T03:31:58|n1||batch
2|TIMEOUT|0:0|2026-11-23T03:31:58|n1|None|a | job
`;

test('each life of a task is told of, in its order', () => {
  expect(parseSacct(text).map(({ token: _, job: __, ...life }) => life)).toEqual([
    { task: 1, restarts: 0, state: 'FAILED', code: '3:0', reason: '', node: 'n1' },
    { task: 2, restarts: 0, state: 'REQUEUED', code: '0:0', reason: '', node: 'n1' },
    { task: 4, restarts: 0, state: 'CANCELLED', by: '1000', code: '0:15', reason: '', node: 'n1' },
    { task: 2, restarts: 1, state: 'NODE_FAIL', code: '1:0', reason: '', node: 'n2' },
  ]);
});

test('what is cut off is left out, and nothing makes it fail', () => {
  for (let cut = 0; cut <= text.length; cut++) {
    const lives = parseSacct(text.slice(0, cut));
    expect(lives.every((life) => life.token === token && life.code.includes(':'))).toBe(true);
  }
  expect(parseSacct('Slurm accounting storage is disabled\n')).toEqual([]);
  fc.assert(fc.property(fc.string(), (any) => parseSacct(`${any}\n`).length >= 0));
});

test('it is asked for all lives, and as far back as needed', () => {
  const words = sacctWords({ jobs: ['1', '5'], hours: 25.5 });
  expect(words).toEqual(
    expect.arrayContaining(['--duplicates', '--starttime=now-26hours', '--jobs=1,5']),
  );
  expect(sacctWords({ tokens: [token], hours: 0 })).toEqual(
    expect.arrayContaining([`--name=${token}`, '--starttime=now-1hours']),
  );
});
