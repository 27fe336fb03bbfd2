import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runMain } from './testing.ts';

const Params = z.object({ lr: z.number().positive(), hidden: z.int().default(16) });

test('it gives the result, the metrics, the channels and the directory, and removes it at the end', async () => {
  let directory: string;
  {
    using run = await runMain(
      Params,
      async ({ params, log, channel, experimentDir }) => {
        log({ loss: params.lr }, 0);
        log({ loss: Number.NaN, phase: 'end' }, 1);
        channel('images').send(new Uint8Array([1]));
        writeFileSync(join(experimentDir, 'model'), 'weights');
        return { hidden: params.hidden };
      },
      { params: { lr: 0.5 } },
    );
    directory = run.experimentDir;
    expect(run.exitCode).toBe(0);
    expect(run.result).toEqual({ hidden: 16 });
    expect(run.metrics).toMatchObject([
      { step: 0, attempt: 1, values: { loss: 0.5 } },
      { step: 1, values: { loss: 'NaN' } },
      { channel: 'phase', x: 1, text: 'end' },
      { channel: 'images', x: 1, image: 'images/images/1.bin' },
    ]);
    expect(run.channels).toEqual({
      loss: [
        { x: 0, y: 0.5 },
        { x: 1, y: 'NaN' },
      ],
      phase: [{ x: 1, y: 'end' }],
      images: [{ x: 1, y: 'images/images/1.bin' }],
    });
    expect(readFileSync(join(directory, 'model'), 'utf8')).toBe('weights');
    expect(readFileSync(join(directory, 'result.json'), 'utf8')).toBe('{"hidden":16}\n');
    expect(run.messages).toEqual([]);
  }
  expect(existsSync(directory)).toBe(false);
});

test('parameters that the schema refuses end with code 2 and its problems', async () => {
  using run = await runMain(Params, () => 1, { params: { lr: -1 } });
  expect(run.exitCode).toBe(2);
  expect(String(run.error)).toMatch(
    /^SetUpError: 1 problem in the parameters\n\n {2}lr +Too small/,
  );
  expect(run.metrics).toEqual([]);
});

test('an error of main ends with code 1, and its reason is kept', async () => {
  const error = new RangeError('Invalid array length');
  using run = await runMain(
    () => {
      throw error;
    },
    { params: {} },
  );
  expect(run).toMatchObject({ exitCode: 1, result: undefined });
  expect(run.error).toBe(error);
  expect(run.messages[0]).toMatch(/^RangeError: Invalid array length\n {4}at /);
  expect(run.metrics).toMatchObject([
    { failure: { kind: 'exit', text: 'RangeError: Invalid array length' }, attempt: 1 },
  ]);
});

test.each([
  ['returns', false, 85],
  ['returns after finished()', true, 0],
])('an interrupted main that %s ends as it should', async (_, completes, exitCode) => {
  using run = await runMain(
    ({ signal, finished }) => {
      if (completes) finished();
      return signal.aborted;
    },
    { params: {}, signal: AbortSignal.abort() },
  );
  expect(run).toMatchObject({ exitCode, result: true });
  expect(existsSync(join(run.experimentDir, 'result.json'))).toBe(completes);
});

test('an interrupted main that never reads the signal has not noticed', async () => {
  using run = await runMain(() => 1, { params: {}, signal: AbortSignal.abort() });
  expect(run.exitCode).toBe(0);
});

test('an interrupted main that throws the reason was interrupted', async () => {
  using run = await runMain(({ signal }) => signal.throwIfAborted(), {
    params: {},
    signal: AbortSignal.abort(),
  });
  expect(run.exitCode).toBe(1);
  expect(run.metrics).toMatchObject([{ failure: { kind: 'interrupted' } }]);
});

test('without a schema the parameters are what was given, and read-only', async () => {
  using run = await runMain(
    ({ params, argv, mode, neptune }) => {
      expect(Object.isFrozen(params)).toBe(true);
      return { params, argv, mode, neptune };
    },
    { params: { lr: 1 }, argv: ['--fast'] },
  );
  expect(run.result).toEqual({
    params: { lr: 1 },
    argv: ['--fast'],
    mode: 'direct',
    neptune: null,
  });
});

test('it can run as under neptune', async () => {
  using run = await runMain(
    ({ neptune, mode, experimentDir }) => {
      neptune?.channelSend('loss', 0.5);
      return [mode, neptune?.params, neptune?.storageUrl === experimentDir];
    },
    { params: { lr: 1 }, neptune: true },
  );
  expect(run.result).toEqual(['neptune', { lr: 1 }, true]);
  expect(run.channels.loss).toEqual([{ x: 1, y: 0.5 }]);
});
