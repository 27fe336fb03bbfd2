import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { privateFileText } from '../src/pack/private-file.ts';
import { type PackRig, packRig, shells } from './pack-rig.ts';
import { hasTool } from './rig.ts';

const failed = (run: number, text: string, code: number): unknown[] => [
  { event: 'start', run, attempt: 1 },
  { event: 'launch-failed', run, attempt: 1, text },
  { event: 'exit', run, attempt: 1, code },
];

/** Names of files that a worker made outside of the sweep's. */
const strayFiles = (rig: PackRig): string[] =>
  readdirSync(rig.dir).filter((name) => name.startsWith('mrunner-'));

describe.each(shells.filter(([shell = '']) => hasTool(shell)))(
  'a worker of a pack in %s %s',
  (...words) => {
    const shell = words.filter((word) => word !== undefined);

    test.each([
      ['echo before; echo \'so: "no" \\ module\' >&2; false', 1, 'so: "no" \\ module'],
      ['printf "10%%\\r20%%\\n\\n"; exit 3', 3, '20%'],
      ['exit 0', 1, 'it ended with code 1'],
      ['set -e; set -u; (exit 9)', 9, 'it ended with code 9'],
    ])('fails all its runs when the set-up does: %s', async (setUp, code, last) => {
      await using rig = packRig();
      rig.write([{ command: 'echo ran' }, { command: 'echo ran' }], {
        setUp: [setUp, 'echo after'],
      });
      const worker = await rig.start(shell).ended;
      expect(worker).toMatchObject({ code, out: [`exit 0 1 ${code}`, `exit 1 1 ${code}`] });
      const text = `the set-up of context cluster failed: ${last}`;
      expect(rig.events()).toEqual([
        { event: 'worker' },
        ...failed(0, text, code),
        ...failed(1, text, code),
      ]);
      expect(rig.log(1)).not.toMatch(/ran|after/);
      if (!last.startsWith('it')) expect(rig.log(1)).toContain(last);
      expect(strayFiles(rig)).toEqual([]);
    });

    test.each([
      ['set -eu; command set -o pipefail || :'],
      ['set -fCavx'],
      ['set -m'],
      ['command set -kET || :'],
      ['IFS=0123456789.'],
      ['readonly IFS=.1'],
      ['trap "exit 3" EXIT HUP INT QUIT TERM PIPE USR1 USR2'],
      ['trap "" TERM CHLD'],
      ['command set -T || :; command trap "echo traced >&2" DEBUG || :'],
      ["alias printf=false cd=false exec='echo no' trap='echo no' export=false mrunner_end=false"],
      [
        'cd() { return 1; }; printf() { return 1; }; read() { return 1; }; true() { return 1; }; kill() { return 1; }; dd() { return 1; }',
      ],
      ['command set -o posix || :'],
      ['cd /; CDPATH=/; PATH=/bin:/usr/bin'],
    ])('records how runs end after the set-up %s, and shows no variable of ours', async (setUp) => {
      await using rig = packRig();
      rig.write(
        [
          { command: 'exit 7' },
          { command: 'echo $A; env | grep -c ^mrunner_', env: { A: 'a' } },
          { command: 'kill 0', pythonPath: { first: ['/p'], last: [] } },
          { command: 'sleep 1000 & setsid sleep 1000 &' },
          { command: ['no-such-program'] },
        ],
        { setUp: [setUp] },
      );
      const { out } = await rig.start(shell).ended;
      expect(out).toEqual([
        'exit 0 1 7',
        'exit 1 1 1',
        'exit 2 1 143',
        'exit 3 1 0',
        'exit 4 1 127',
      ]);
      expect(rig.log(0)).toBe('');
      expect(rig.log(1)).toBe('a\n0\n');
      expect(rig.living()).toEqual([]);
      expect(strayFiles(rig)).toEqual([]);
    });

    const show = 'for n in FILE A B C; do printenv $n || echo none; done';
    const values = {
      exported: { FILE: 'fi\'le\n"value"', A: "file's" },
      ofRuns: { A: 'secret-a', B: 'secret-b', C: 'secret-c' },
    };

    test('gives values of its private file to those runs that are to have them, and to the set-up', async () => {
      await using rig = packRig();
      writeFileSync(rig.path('private'), privateFileText(values), { mode: 0o600 });
      rig.write([{ command: show, secrets: ['A', 'B', 'C'] }, { command: show }], {
        privateFile: rig.path('private'),
        runSecrets: ['A', 'B', 'C'],
        setUp: ['case $A:$B:$C in *-a:*-b:*-c) B=changed; unset C ;; *) false ;; esac'],
      });
      expect((await rig.start(shell).ended).code).toBe(0);
      expect(rig.log(0)).toBe('fi\'le\n"value"\nsecret-a\nchanged\nnone\n');
      expect(rig.log(1)).toBe('fi\'le\n"value"\nfile\'s\nchanged\nnone\n');
      for (const name of ['pack.sh', 'pack.index', 'worker.sh', 'events/worker-a-0.jsonl']) {
        expect(rig.read(name)).not.toMatch(/secret-[abc]|value"/);
      }
    });

    test('takes secrets from its own environment where it has no private file', async () => {
      await using rig = packRig();
      rig.write([
        { command: show, secrets: ['A'] },
        { command: show, secrets: ['NO_SUCH'] },
      ]);
      const env = { ...process.env, A: 'of the pod', FILE: 'f', B: 'b', C: 'c' };
      expect((await rig.start(shell, 0, 1, env).ended).code).toBe(127);
      expect(rig.log(0)).toBe('f\nof the pod\nb\nc\n');
      expect(rig.events()).toContainEqual({
        event: 'launch-failed',
        run: 1,
        attempt: 1,
        text: 'no value for the secret NO_SUCH',
      });
    });

    test('starts nothing without its whole private file', async () => {
      await using rig = packRig();
      const text = privateFileText(values);
      rig.write([{ command: 'echo ran' }], { privateFile: rig.path('private') });
      for (const [at, part] of [undefined, '', text.slice(0, -20), text.slice(0, 15)].entries()) {
        rmSync(rig.path('runs'), { recursive: true, force: true });
        rmSync(rig.path('private'), { force: true });
        if (part !== undefined) writeFileSync(rig.path('private'), part);
        expect((await rig.start(shell).ended).code).not.toBe(0);
        const text = expect.stringContaining('is missing or torn');
        const events = rig.events(at === 0 ? 'a-0' : `a-0.${at + 1}`);
        expect(events).toContainEqual({ event: 'launch-failed', run: 0, attempt: 1, text });
        expect(rig.log(0)).not.toContain('ran');
      }
    });

    test('runs text of others beside the first run, after the set-up', async () => {
      await using rig = packRig();
      rig.write([{ command: 'while [ ! -e beside ]; do sleep 0.01; done' }], {
        setUp: ['FROM_SET_UP=yes'],
        afterSetUp: `echo "$FROM_SET_UP" >${rig.path('part')}; mv ${rig.path('part')} ${rig.path('beside')}; exit 9`,
      });
      expect((await rig.start(shell).ended).code).toBe(0);
      expect(rig.read('beside')).toBe('yes\n');
    });
  },
);
