import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { metricsOf, runScript, temporaryDirectory } from './started-script.ts';

const end = async (way: string, directory: string, ...settings: readonly string[]) =>
  runScript('ends.ts', {
    args: [`--set=way=${way}`, ...settings.map((setting) => `--set=${setting}`)],
    env: { RESOURCE_DIR_PATH: directory },
  });
const resultOf = (directory: string) => {
  const path = join(directory, 'result.json');
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
};

test.each([
  ['{"accuracy":0.9,"layers":[1,2]}', '{"accuracy":0.9,"layers":[1,2]}\n'],
  ['3', '3\n'],
  ['null', 'null\n'],
])('what main returns is in result.json, and the exit code is 0: %s', async (result, written) => {
  using directory = temporaryDirectory();
  expect(await end('returns', directory.path, `result=${result}`)).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(resultOf(directory.path)).toBe(written);
});

test('a main that returns nothing writes no result', async () => {
  using directory = temporaryDirectory();
  expect(await end('returns nothing', directory.path)).toMatchObject({ code: 0, stderr: '' });
  expect(resultOf(directory.path)).toBeUndefined();
});

test('parts that JSON cannot hold are dropped with a warning that names them', async () => {
  using directory = temporaryDirectory();
  const { code, stderr } = await end('returns what JSON cannot hold', directory.path);
  expect(code).toBe(0);
  expect(stderr).toBe('mrunner: result.json lacks model.predict: JSON cannot hold a function\n');
  expect(resultOf(directory.path)).toBe('{"accuracy":0.9,"model":{},"n":2}\n');
});

test.each([
  [
    'throws',
    'RangeError: Invalid array length',
    /^RangeError: Invalid array length\n {4}at .*ends\.ts/,
  ],
  ['throws text', "thrown: 'just text'", /^'just text'\n$/],
])('a main that %s prints it, keeps the reason and exits with 1', async (way, text, printed) => {
  using directory = temporaryDirectory();
  const { code, stderr } = await end(way, directory.path);
  expect(code).toBe(1);
  expect(stderr).toMatch(printed);
  expect(resultOf(directory.path)).toBeUndefined();
  expect(metricsOf(directory.path)).toEqual([
    { failure: { kind: 'exit', text }, time: expect.any(Number), attempt: 1 },
  ]);
});

test('a result that cannot be written is a failure, and leaves nothing behind', async () => {
  using directory = temporaryDirectory();
  mkdirSync(join(directory.path, 'result.json', 'in the way'), { recursive: true });
  const { code, stderr } = await end('returns', directory.path, 'result=1');
  expect(code).toBe(1);
  expect(stderr).toMatch(/result\.json/);
  expect(metricsOf(directory.path)).toMatchObject([{ failure: { kind: 'exit' } }]);
  expect(readdirSync(directory.path).sort()).toEqual(['metrics.jsonl', 'result.json']);
});

test('a rejection that nothing catches exits with 1 as ever, and its reason is kept', async () => {
  using directory = temporaryDirectory();
  const { code, stderr } = await end('forgets a rejection', directory.path);
  expect(code).toBe(1);
  expect(stderr).toContain('nobody waits for me');
  expect(metricsOf(directory.path)).toMatchObject([
    { failure: { kind: 'exit', text: 'Error: nobody waits for me' } },
  ]);
});

test('a main that waits for what never comes is a failure, not a success', async () => {
  using directory = temporaryDirectory();
  const { code, stderr } = await end('waits for nothing', directory.path);
  expect(code).toBe(1);
  expect(stderr).toContain('main waits for something that never comes');
  expect(metricsOf(directory.path)).toMatchObject([{ failure: { kind: 'exit' } }]);
});

test('a process ends with its main, whatever is still open', async () => {
  using directory = temporaryDirectory();
  expect(await end('leaves a timer open', directory.path)).toMatchObject({ code: 0 });
});

test('an exit code that main sets itself counts', async () => {
  using directory = temporaryDirectory();
  expect(await end('sets a code', directory.path)).toMatchObject({ code: 7 });
});

test('no output is lost when it goes to pipes', async () => {
  using directory = temporaryDirectory();
  const { code, stdout, stderr } = await end('prints much', directory.path);
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(20_000);
  expect(lines.at(-1)).toMatch(/^line 19999 x{40}$/);
  expect(stderr).toBe(`${'e'.repeat(300_000)}\n`);
});

test('all lines of a burst are written, each whole and in order', async () => {
  using directory = temporaryDirectory();
  expect(await end('logs a burst', directory.path)).toMatchObject({ code: 0, stderr: '' });
  const lines = metricsOf(directory.path);
  expect(lines.map(({ step }) => step)).toEqual(Array.from({ length: 10_000 }, (_, step) => step));
  expect(lines[9999]).toMatchObject({ values: { a: 9999, b: 3333 } });
});

test('a script that exits by itself within a burst loses nothing', async () => {
  using directory = temporaryDirectory();
  expect(await end('exits by itself', directory.path)).toMatchObject({ code: 3 });
  expect(metricsOf(directory.path)).toHaveLength(1000);
});

test('what a call has logged outside of a burst survives SIGKILL at once', async () => {
  using directory = temporaryDirectory();
  expect(await end('logs twice and is killed', directory.path)).toMatchObject({
    signal: 'SIGKILL',
  });
  expect(metricsOf(directory.path).map(({ step }) => step)).toEqual([0, 1]);
});

test('SIGKILL loses nothing that was logged before the last turn of the event loop', async () => {
  using directory = temporaryDirectory();
  expect(await end('logs slowly and is killed', directory.path)).toMatchObject({
    signal: 'SIGKILL',
  });
  expect(metricsOf(directory.path).map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
