import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cancelledRests, parseSqueue, squeueWords } from './squeue.ts';

const token = 'mr-brave-otter-k3j9x-0';
const heading =
  'ARRAY_JOB_ID        |ARRAY_TASK_ID       |STATE               |RESTARTS            |EXIT_CODE           |START_TIME          |NODELIST            |REASON              |NAME                |\n';
const line = (...cells: string[]): string => `${cells.map((cell) => `${cell} |`).join('')}\n`;
const running = line('7', '0', 'RUNNING', '0', '0', '2026-11-23T03:31:58', 'n1', 'None', token);
const waiting = line('7', '3-5,9%2', 'PENDING', '0', '0', 'N/A', '', 'JobArrayTaskLimit', token);

describe('what squeue prints', () => {
  test('tells of each task, also of those in one line', () => {
    const tasks = parseSqueue(heading + running + waiting);
    expect(tasks?.[0]).toEqual({
      token,
      job: '7',
      task: 0,
      restarts: 0,
      state: 'RUNNING',
      reason: '',
      start: '2026-11-23T03:31:58',
      node: 'n1',
    });
    expect(tasks?.slice(1)).toEqual(
      [3, 4, 5, 9].map((task) => ({
        token,
        job: '7',
        task,
        restarts: 0,
        state: 'PENDING',
        reason: 'JobArrayTaskLimit',
      })),
    );
  });

  test.each([
    ['768', '3:0'],
    ['9', '0:9'],
    ['4021', '0:53'],
    ['0', '0:0'],
    ['0:53', '0:53'],
    ['', undefined],
  ])('tells how an ended task ended: %s is %s', (raw, code) => {
    const ended = line('7', '1', 'FAILED', '1', raw, 'N/A', 'n1', 'NonZeroExitCode', token);
    expect(parseSqueue(heading + ended)?.[0]).toMatchObject({ restarts: 1, state: 'FAILED' });
    expect(parseSqueue(heading + ended)?.[0]?.code).toBe(code);
  });

  test('may have the words of a site around it, and jobs of others', () => {
    const others =
      line('8', 'N/A', 'RUNNING', '0', '0', 'N/A', 'n1', 'None', 'my | job') +
      line('9', '0', 'RUNNING', '0', '0', 'N/A', 'n1', 'None', `${token} x`);
    const text = `Hello!\n${heading}${others}${running}Bye.\n`;
    expect(parseSqueue(text)?.map(({ job }) => job)).toEqual(['7']);
  });

  test('of a job that is no array has one task; of what waited when an array was cancelled, none', () => {
    const single = line('8', 'N/A', 'RUNNING', '0', '0', 'N/A', 'n1', 'None', token);
    expect(parseSqueue(heading + single)).toMatchObject([{ job: '8', task: 0 }]);
    const rest = line('7', 'N/A', 'CANCELLED', '0', '0', 'N/A', '', 'None', token);
    expect(parseSqueue(heading + rest + running)).toMatchObject([{ task: 0, state: 'RUNNING' }]);
    expect(parseSqueue(heading + rest)).toEqual([]);
  });

  test('names the arrays of which all that waited was cancelled', () => {
    const rest = (...[ids, node, name]: string[]): string =>
      line('7', ids ?? '', 'CANCELLED', '0', '0', 'N/A', node ?? '', 'None', name ?? '');
    const text = heading + running + rest('N/A', '', token);
    expect(cancelledRests(text)).toEqual([{ token, job: '7' }]);
    const others = rest('3-5', '', token) + rest('N/A', 'n1', token) + rest('N/A', '', 'my | job');
    expect(cancelledRests(heading + waiting + others)).toEqual([]);
  });

  test('is no answer without its headings, when it is cut off, or has lists that are', () => {
    expect(parseSqueue(heading)).toEqual([]);
    expect(parseSqueue('')).toBeUndefined();
    expect(parseSqueue(running)).toBeUndefined();
    expect(parseSqueue('slurm_load_jobs error: Unable to contact slurm controller\n')).toBe(
      undefined,
    );
    const text = heading + waiting + running;
    for (let cut = 0; cut < text.length; cut++) {
      const tasks = parseSqueue(text.slice(0, cut));
      // Cut behind a line it looks whole: then whoever asked must have seen that the program ended well.
      if (tasks !== undefined) expect(text[cut - 1]).toBe('\n');
    }
    const list = line('7', '3-5,...', 'PENDING', '0', '0', 'N/A', '', 'None', token);
    expect(parseSqueue(heading + list)).toBeUndefined();
    const odd = line('7', '3', 'PENDING', 'many', '0', 'N/A', '', 'None', token);
    expect(parseSqueue(heading + odd)).toBeUndefined();
  });

  test('never makes it fail', () => {
    const pieces = fc.constantFrom(heading, running, waiting, '|', '\n', '7 |', 'N/A', '...', '0');
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 }))), (parts) => {
        for (const task of parseSqueue(parts.join('')) ?? []) {
          expect(task.token).toBe(token);
          expect(Number.isSafeInteger(task.task)).toBe(true);
        }
      }),
    );
  });
});

test('few batches are asked for by name, many by their user', () => {
  const names = (count: number): readonly string[] =>
    squeueWords(Array.from({ length: count }, (_, n) => `mr-a-b-c-${n}`)).filter((word) =>
      word.startsWith('--name='),
    );
  expect(names(2)).toEqual(['--name=mr-a-b-c-0,mr-a-b-c-1']);
  expect(names(51)).toEqual([]);
  expect(names(0)).toEqual([]);
});
