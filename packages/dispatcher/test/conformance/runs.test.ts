import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { everywhere } from './everywhere.ts';
import { testWhere } from './test-where.ts';

everywhere('runs of a sweep', (place) => {
  test('all succeed, each with its log and its record', async () => {
    const runs = Array.from({ length: 12 }, (_, i) => ({ script: `echo run ${i}; echo oops >&2` }));
    await using rig = await place.rig({ runs, options: { parallel: 4 } });
    const status = await rig.run();
    expect(status.counts).toMatchObject({ succeeded: 12, planned: 0, pending: 0 });
    for (const i of runs.keys()) {
      expect(status.of(i)).toMatchObject({ state: 'succeeded', reason: null, exitCode: 0 });
      expect(rig.read(i, 'log.1')).toBe(`run ${i}\noops\n`);
    }
  });

  testWhere(place, 'files', 'have a neptune.yaml each', async () => {
    await using rig = await place.rig({ runs: [{ script: 'true' }, { script: 'true' }] });
    await rig.run();
    for (const i of [0, 1]) expect(rig.read(i, 'neptune.yaml')).toContain('name: test');
  });

  test('keep their exact exit codes', async () => {
    const codes = [0, 1, 2, 7, 85, 126, 127, 222, 255];
    await using rig = await place.rig({ runs: codes.map((code) => ({ script: `exit ${code}` })) });
    const status = await rig.run();
    expect(status.counts).toMatchObject({ succeeded: 1, failed: 8 });
    expect(codes.map((_, i) => status.of(i).exitCode)).toEqual(codes);
    const kinds = codes.map((code) =>
      code === 0 ? undefined : code === 85 ? 'interrupted' : 'exit',
    );
    expect(codes.map((_, i) => status.of(i).reason?.kind)).toEqual(kinds);
  });

  test('have times from the clock of their worker', async () => {
    await using rig = await place.rig({ runs: [{ script: 'sleep 0.1' }] });
    const before = Date.now();
    const { startedAt = 0, endedAt = 0 } = (await rig.run()).of(0);
    expect(startedAt).toBeGreaterThan(before - 50);
    expect(endedAt).toBeGreaterThanOrEqual(startedAt + 90);
    expect(endedAt).toBeLessThan(Date.now() + 50);
  });

  test('start with plain signals, and without the records of their worker', async () => {
    const script = `grep -E '^Sig(Ign|Blk)' /proc/self/status; ls -l /proc/self/fd`;
    await using rig = await place.rig({ runs: [{ script }] });
    await rig.run();
    const log = rig.read(0, 'log.1');
    expect(log).toMatch(/^SigBlk:\t0{16}\n/);
    // From HUP to CHLD: Slurm's own daemons ignore some that nobody sends.
    const ignored = Number.parseInt(/SigIgn:\t(\w+)/.exec(log)?.[1] ?? '1', 16);
    expect(ignored % 2 ** 17).toBe(0);
    expect(log).toMatch(/ 0 -> \/dev\/null\n/);
    expect(log).not.toContain('/events/');
  });

  test('read nothing of what their worker reads', async () => {
    const runs = [{ script: 'cat; echo end' }, { script: 'echo next' }];
    await using rig = await place.rig({ runs, options: { parallel: 1 } });
    await rig.run();
    expect([rig.read(0, 'log.1'), rig.read(1, 'log.1')]).toEqual(['end\n', 'next\n']);
  });

  test('may close their outputs', async () => {
    await using rig = await place.rig({ runs: [{ script: 'exec 1>&- 2>&-; exit 3' }] });
    expect((await rig.run()).of(0)).toMatchObject({ state: 'failed', exitCode: 3 });
  });

  test('get words, variables and parameters as they are, whatever is in them', async () => {
    const odd = `it's "so" $(id) \`id\` \\n *\n\tnext – ż 😀`;
    const script = ['printf', '%s|', odd, '--', '-n', ''];
    const shown = 'printf %s "$ODD"; cat "$MRUNNER_NEPTUNE_PATH"';
    await using rig = await place.rig({
      runs: [
        { script: script.map((word) => word.replaceAll('{', '{{')) },
        { script: shown, env: { ODD: odd }, parameters: { odd } },
      ],
    });
    expect((await rig.run()).counts).toMatchObject({ succeeded: 2 });
    expect(rig.read(0, 'log.1')).toBe(`${odd}|--|-n||`);
    expect(rig.read(1, 'log.1').startsWith(odd)).toBe(true);
    expect(rig.read(1, 'log.1')).toContain('next – ż 😀');
  });

  test('learn who they are and where their files are', async () => {
    const names = ['RUN_ID', 'RUN_INDEX', 'ATTEMPT', 'SWEEP_ID', 'UNDER_NEPTUNE'];
    const script = `echo ${names.map((name) => `"$MRUNNER_${name}"`).join(' ')}; cd "$RESOURCE_DIR_PATH" && pwd`;
    await using rig = await place.rig({ runs: [{ script: 'true' }, { script }] });
    await rig.run();
    const { id } = rig.sweep.record;
    expect(rig.read(1, 'log.1')).toBe(
      `${id}/1 1 1 ${id} 0\n${rig.path(1, '.').replace(/\/\.$/, '')}\n`,
    );
  });

  testWhere(place, 'files', 'keep what they write into their directory', async () => {
    const script = 'echo x >"$RESOURCE_DIR_PATH/mine"';
    await using rig = await place.rig({ runs: [{ script: 'true' }, { script }] });
    await rig.run();
    expect(rig.read(1, 'mine')).toBe('x\n');
  });

  test('leave their result and their metrics', async () => {
    const script = `echo '{"accuracy":0.5}' >"$MRUNNER_EXP_DIR_PATH/result.json"; echo '{"loss":1}' >>"$MRUNNER_EXP_DIR_PATH/metrics.jsonl"`;
    await using rig = await place.rig({ runs: [{ script: 'true' }, { script }] });
    await rig.run();
    expect(rig.read(1, 'result.json')).toBe('{"accuracy":0.5}\n');
    expect(rig.read(1, 'metrics.jsonl')).toBe('{"loss":1}\n');
  });

  test('get secrets and dotenv files, which no file of the sweep holds', async () => {
    const runs = [
      { script: 'echo "$OF_CONTEXT $OF_RUN $OF_FILE" | tr a-z A-Z', secrets: ['OF_RUN'] },
    ];
    await using rig = await place.rig({
      runs,
      setup: (dir) => {
        writeFileSync(`${dir}/dotenv`, 'OF_FILE=dotty-value');
        return { secrets: ['OF_CONTEXT'], envFiles: [`${dir}/dotenv`] };
      },
      env: { OF_CONTEXT: 'hidden-value', OF_RUN: 'veiled-value' },
    });
    expect((await rig.run()).counts).toMatchObject({ succeeded: 1 });
    expect(rig.read(0, 'log.1')).toBe('HIDDEN-VALUE VEILED-VALUE DOTTY-VALUE\n');
    expect(rig.allText()).not.toMatch(/hidden-value|veiled-value/);
  });

  test('find what the set-up of their context exported', async () => {
    await using rig = await place.rig({
      runs: [{ script: 'echo "$SET_UP $GIVEN"' }],
      setup: { prologCommand: 'export SET_UP="by $GIVEN"', env: { GIVEN: 'the context' } },
    });
    await rig.run();
    expect(rig.read(0, 'log.1')).toBe('by the context the context\n');
  });

  test('fail with the words of a set-up that fails', async () => {
    await using rig = await place.rig({
      runs: [{ script: 'true' }, { script: 'true' }],
      setup: { prologCommand: 'echo no module python/9 >&2; false' },
    });
    const status = await rig.run();
    expect(status.counts).toMatchObject({ failed: 2 });
    expect(status.of(0).reason).toMatchObject({ kind: 'launch', text: /no module python\/9/ });
  });

  testWhere(place, 'claims', 'are not started where their log exists', async () => {
    await using rig = await place.rig({ runs: [{ script: 'echo second' }, { script: 'echo ok' }] });
    rig.host.files.makeDirectories(rig.path(0, '.'));
    writeFileSync(rig.path(0, 'log.1'), 'first\n');
    const { of } = await rig.run();
    expect(of(1).state).toBe('succeeded');
    expect(rig.read(0, 'log.1')).toBe('first\n');
    expect(of(0).state).not.toMatch(/failed|succeeded/);
  });

  test('start once, however often the sweep is started', async () => {
    await using rig = await place.rig({ runs: [{ script: 'exit 1' }, { script: 'true' }] });
    await rig.run();
    const { counts, of } = await rig.run();
    expect(counts).toMatchObject({ failed: 1, succeeded: 1 });
    expect([of(0).attempts.length, of(1).attempts.length]).toEqual([1, 1]);
  });
});
