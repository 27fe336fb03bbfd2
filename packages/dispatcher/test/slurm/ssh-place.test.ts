import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuote } from '@mrunner/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import type { DoneProgram, Place, PlaceAnswer, ProgramOptions } from '../../src/place/place.ts';
import { placeOf } from '../../src/place/place-of.ts';
import { controlSocket } from '../../src/ssh/control-socket.ts';
import type { SshPlaceOptions } from '../../src/ssh/ssh-place.ts';
import { sshTarget } from '../../src/ssh/ssh-target.ts';
import { createSmallDisk } from '../small-disk.ts';
import { hasSshd, type LoginNode, type LoginNodeOptions, startLoginNode } from './login-node.ts';
import { until } from './until.ts';

/** A laptop that knows the login node: with a state directory of its own, which it shares with nobody. */
interface Laptop extends AsyncDisposable {
  readonly node: LoginNode;
  readonly host: Host;
  readonly place: (options?: SshPlaceOptions) => Place;
  /** Of its master connection. */
  readonly master: () => number;
}

const slurm = { slurm_url: 'hpc' };

async function laptop(
  options: LoginNodeOptions = {},
  more: { readonly [name: string]: string } = {},
): Promise<Laptop> {
  const node = await startLoginNode(undefined, options);
  const state = join(node.directory, 'laptop');
  const { XDG_RUNTIME_DIR: _, ...outside } = process.env;
  const host: Host = {
    ...nodeHost(),
    env: { ...outside, ...node.env, XDG_STATE_HOME: state, ...more },
  };
  const socket = controlSocket(host, sshTarget({ slurm }) ?? { title: '', words: [] }) ?? '';
  const control = (request: string): string =>
    execFileSync('ssh', ['-O', request, '-o', `ControlPath=${socket}`, 'hpc'], {
      env: host.env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    node,
    host,
    place: (given) => placeOf(host, { slurm }, given),
    master: () => {
      const words = `ssh -O check -o ControlPath=${socket} hpc 2>&1`;
      const said = execFileSync('/bin/sh', ['-c', words], { env: host.env, encoding: 'utf8' });
      return Number(/pid=(\d+)/.exec(said)?.[1]);
    },
    [Symbol.asyncDispose]: async () => {
      if (existsSync(socket)) {
        try {
          control('exit');
        } catch {
          // It has ended with its connection.
        }
      }
      await node[Symbol.asyncDispose]();
    },
  };
}

async function done(place: Place, program: string, more?: ProgramOptions): Promise<DoneProgram> {
  const answer = await place.run(program, more);
  if (answer.kind !== 'done') throw new Error(`${answer.kind}: ${answer.text}`);
  return answer;
}

const word = fc
  .string({ unit: 'binary', maxLength: 20 })
  .filter((text) => !text.includes('\0') && text.isWellFormed());

const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256));

describe.skipIf(!hasSshd)('a cluster by ssh', () => {
  test.each<LoginNodeOptions>([
    { loginShell: 'bash', noise: 'Welcome!\nmrunner-ready?' },
    { loginShell: 'sh' },
    { loginShell: 'tcsh', noise: "Don't panic." },
    { loginShell: 'fish', noise: 'Welcome!' },
  ])('takes any word and any byte, and gives them back, with %j', async (options) => {
    await using it = await laptop(options);
    const place = it.place();
    expect(await done(place, 'pwd; mrunner_part data; cat; exit 7', { input: [bytes] })).toEqual({
      kind: 'done',
      code: 7,
      body: Buffer.from(`${it.node.home}\n`),
      parts: new Map([['data', bytes]]),
      stderr: '',
    });
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 20 }), async (words) => {
        const quoted = words.map(shellQuote).join(' ');
        const { body } = await done(place, `printf '%s\\0' ${quoted}`);
        expect(body.toString().split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 8 },
    );
  });

  test('needs one connection for all programs of all commands', async () => {
    await using it = await laptop();
    for (const place of [it.place(), it.place()]) {
      await done(place, 'true');
      await done(place, 'true');
    }
    expect(it.node.connections()).toBe(1);
    expect(it.node.commands()).toHaveLength(4);
  });

  test('leaves no secret of the shell it was typed in in the process that keeps the connection', async () => {
    await using it = await laptop({}, { LAB_TOKEN: 'not-for-hours', LC_TIME: 'C' });
    await done(it.place(), 'true');
    const kept = readFileSync(`/proc/${it.master()}/environ`, 'utf8').split('\0');
    expect(kept).toContain('LC_TIME=C');
    expect(kept.filter((line) => /LAB_TOKEN|not-for-hours/.test(line))).toEqual([]);
  });

  test('uses the connection that the user keeps himself', async () => {
    await using it = await laptop();
    const config = join(it.node.directory, 'ssh.conf');
    const own = join(it.node.directory, 'own');
    writeFileSync(config, `${readFileSync(config, 'utf8')}  ControlPath ${own}\n`);
    execFileSync('ssh', ['-M', '-N', '-f', '-o', 'ControlPersist=yes', 'hpc'], {
      env: it.host.env,
      stdio: 'ignore',
    });
    await done(it.place(), 'true');
    expect(it.node.connections()).toBe(1);
    execFileSync('ssh', ['-O', 'exit', 'hpc'], { env: it.host.env, stdio: 'ignore' });
  });

  test('does without a shared connection where one more session is not allowed', async () => {
    await using it = await laptop({ maxSessions: 1 });
    const answers = [1, 2, 3].map((n) => done(it.place(), `sleep 0.3; echo ${n}`));
    expect((await Promise.all(answers)).map(({ body }) => body.toString())).toEqual([
      '1\n',
      '2\n',
      '3\n',
    ]);
  });

  test('is reached again after its master connection was killed', async () => {
    await using it = await laptop();
    const place = it.place();
    await done(place, 'true');
    process.kill(it.master(), 'SIGKILL');
    await done(place, 'true');
    await done(it.place(), 'true');
    expect(it.master()).toBeGreaterThan(1);
  });

  test('may be reached by two that begin the connection at once', async () => {
    await using it = await laptop();
    const other = { ...it.host, machine: { ...it.host.machine, pid: 999_999 } };
    await Promise.all([done(it.place(), 'true'), done(placeOf(other, { slurm }), 'true')]);
    const { length } = it.node.commands();
    await done(it.place(), 'true');
    expect([length, it.node.commands().length]).toEqual([2, 3]);
  });

  test('gives nobody knows what when its link freezes while a program runs', async () => {
    await using it = await laptop({ proxied: true });
    const place = it.place();
    await done(place, 'true');
    const answer = place.run('echo >begun; cat', { input: never(), milliseconds: 1500 });
    await until(() => existsSync(join(it.node.home, 'begun')), 'the program');
    it.node.proxy.freeze();
    expect(await answer).toEqual({ kind: 'lost', text: 'no answer within 2 s' });
  });

  test('says that nothing was run when its link was frozen before', async () => {
    await using it = await laptop({ proxied: true });
    const place = it.place({ patience: 500 });
    await done(place, 'true');
    it.node.proxy.freeze();
    const answer = await place.run('echo >begun');
    expect(answer).toMatchObject({ kind: 'unreached' });
    it.node.proxy.thaw();
    await done(place, '[ ! -e begun ]');
  });

  test('loses a program whose connection is cut, whose input just ends', async () => {
    await using it = await laptop({ proxied: true });
    const place = it.place();
    const sent = async function* () {
      yield bytes;
      await until(() => existsSync(join(it.node.home, 'begun')), 'the program');
      it.node.proxy.cut();
      yield bytes;
    };
    const program = 'head -c 10 >begun; cat >rest; echo $? >code';
    expect(await place.run(program, { input: sent() })).toMatchObject({ kind: 'lost' });
    await until(() => existsSync(join(it.node.home, 'code')), 'the end of the program there');
    await done(place, 'true');
  });

  test('tells what a program says of a full disk there', async () => {
    await using it = await laptop();
    await using disk = createSmallDisk('1m');
    if (disk === undefined) return;
    const big = Array.from({ length: 64 }, () => bytes);
    const program = `cat >${shellQuote(disk.path)}/big || exit 9`;
    const { code, stderr } = await done(it.place(), program, { input: big });
    expect({ code, stderr }).toEqual({
      code: 9,
      stderr: expect.stringContaining('No space left on device'),
    });
  });

  test('refuses a host with another key, and says what to do', async () => {
    await using it = await laptop();
    const known = join(it.node.directory, 'known-hosts');
    const other = readFileSync(join(it.node.directory, 'user-key.pub'), 'utf8');
    writeFileSync(known, `hpc ${other}`);
    expect(await it.place().run('true')).toEqual({
      kind: 'unreached',
      text: expect.stringContaining('another host key'),
    });
    writeFileSync(known, '');
    expect(await it.place().run('true')).toMatchObject({ wantsLogin: true });
    expect(it.node.commands()).toEqual([]);
  });

  test('wants a login where a connection would ask, until somebody has logged in', async () => {
    await using it = await laptop({ passphrase: 'open sesame' });
    expect(await it.place().run('true')).toEqual({
      kind: 'unreached',
      text: 'hpc asks for a password, a one-time code or a key that is locked',
      wantsLogin: true,
    });
  });

  test('hands on what a program writes while it runs, and leaves it when told', async () => {
    await using it = await laptop();
    const place = it.place();
    const { promise, resolve } = Promise.withResolvers<PlaceAnswer | 'stopped'>();
    let told = '';
    const streamed = place.stream('echo one; cat', {
      input: never(),
      told: (piece) => {
        told += Buffer.from(piece).toString();
        streamed.stop();
        resolve('stopped');
      },
      ended: resolve,
    });
    expect(await promise).toBe('stopped');
    expect(told).toBe('one\n');
    await done(place, 'true');
  });

  test('is not reached where there is no ssh', async () => {
    const host = { ...nodeHost(), env: { PATH: '/nowhere', XDG_STATE_HOME: '/tmp' } };
    expect(await placeOf(host, { slurm }).run('true')).toMatchObject({
      kind: 'unreached',
      text: expect.stringContaining('ssh could not be started'),
    });
  });
});

/** Input that goes on. */
async function* never(): AsyncGenerator<Uint8Array> {
  await new Promise(() => {});
  yield bytes;
}
