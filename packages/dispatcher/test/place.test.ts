import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellQuote } from '@mrunner/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Host } from '../src/host/host.ts';
import { nodeHost } from '../src/host/node-host.ts';
import { localPlace } from '../src/place/local-place.ts';
import type { DoneProgram, PlaceAnswer, ProgramOptions } from '../src/place/place.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mrunner-place-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const here = (env: { readonly [name: string]: string } = {}) => {
  const host: Host = { ...nodeHost(), env: { ...process.env, HOME: dir, ...env } };
  return localPlace(host);
};

async function done(
  program: string,
  options?: ProgramOptions,
  place = here(),
): Promise<DoneProgram> {
  const answer = await place.run(program, options);
  if (answer.kind !== 'done') throw new Error(`${answer.kind}: ${answer.text}`);
  return answer;
}

describe('a program at a place', () => {
  test('gives its code, its output and what it complained about', async () => {
    expect(await done('echo out; echo err >&2; exit 7')).toEqual({
      kind: 'done',
      code: 7,
      body: Buffer.from('out\n'),
      parts: new Map(),
      stderr: 'err\n',
    });
  });

  test('gives its output in parts, bytes as they are', async () => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256));
    writeFileSync(join(dir, 'data'), bytes);
    const { body, parts } = await done('echo head; mrunner_part data; cat data; mrunner_part none');
    expect(body.toString()).toBe('head\n');
    expect(parts.get('data')?.equals(bytes)).toBe(true);
    expect(parts.get('none')).toEqual(Buffer.alloc(0));
  });

  test('reads its input, bytes as they are, though its own text came the same way', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7) % 256));
    const input = [bytes.subarray(0, 5), bytes.subarray(5)];
    expect((await done('cat', { input })).body.equals(bytes)).toBe(true);
    expect((await done('cat')).body).toEqual(Buffer.alloc(0));
  });

  test('may leave input unread', async () => {
    const input = Array.from({ length: 50 }, () => Buffer.alloc(1 << 20));
    expect((await done('exit 3', { input })).code).toBe(3);
  });

  test('starts in the home directory, without what an enclosing job says of Slurm', async () => {
    const place = here({
      SLURM_CONF: '/etc/a b',
      SLURM_JOB_ID: '12',
      SBATCH_PARTITION: 'x\ny=1',
      SQUEUE_FORMAT: '%i',
      SLURMY: 'stays',
    });
    const { body } = await done(
      `pwd; echo "$SLURM_CONF $SLURM_JOB_ID $SBATCH_PARTITION $SQUEUE_FORMAT $SLURMY"; set -- *; echo $#`,
      {},
      place,
    );
    expect(body.toString()).toBe(`${dir}\n/etc/a b    stays\n1\n`);
  });

  test('is over when it has ended, also when something of it goes on and holds its output', async () => {
    const { code } = await done('sleep 600 & echo $! >pid; exit 0', { milliseconds: 20_000 });
    expect(code).toBe(0);
    process.kill(Number(readFileSync(join(dir, 'pid'), 'utf8')), 'SIGKILL');
  });

  test('is lost when no answer comes in time', async () => {
    expect(await here().run('sleep 600', { milliseconds: 300 })).toEqual({
      kind: 'lost',
      text: 'no answer within 1 s',
    });
  });

  test('is lost when its shell is killed', async () => {
    expect(await here().run('kill -9 $$')).toEqual({
      kind: 'lost',
      text: 'killed by SIGKILL',
    });
  });

  test('fails as its input does', async () => {
    const input = (function* () {
      yield Buffer.from('x');
      throw new Error('gone');
    })();
    await expect(here().run('cat >got', { input })).rejects.toThrow('gone');
  });

  test('waits for the one before it', async () => {
    const place = here();
    const both = [place.run('[ -e a ] || { : >a; sleep 0.2; rm a; }'), place.run('[ ! -e a ]')];
    expect((await Promise.all(both)).map((one) => one.kind === 'done' && one.code)).toEqual([0, 0]);
  });

  test('gets any word as it is', async () => {
    const word = fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => isWord(text));
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1 }), async (words) => {
        const { body } = await done(`printf '%s\\0' ${words.map(shellQuote).join(' ')}`);
        expect(body.toString().split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 30 },
    );
  });
});

const isWord = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

describe('a streamed program', () => {
  const streamed = (program: string, input?: ProgramOptions['input']) => {
    const { promise, resolve } = Promise.withResolvers<PlaceAnswer>();
    let told = '';
    const { stop } = here().stream(program, {
      ...(input && { input }),
      told: (bytes) => {
        told += Buffer.from(bytes).toString();
        if (told.includes('stop')) stop();
      },
      ended: resolve,
    });
    return { answer: promise, told: () => told };
  };

  test('hands its output on while it runs', async () => {
    const { answer, told } = streamed('mkfifo p; echo one; sleep 0.01; echo two; exit 4');
    expect(await answer).toMatchObject({ kind: 'done', code: 4, body: Buffer.alloc(0) });
    expect(told()).toBe('one\ntwo\n');
  });
});
