import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readMark } from '../../src/kubernetes/submit/sweep-mark.ts';
import { hasContainers } from './has-containers.ts';
import { type LookRig, lookRig } from './look-rig.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

const result = 'echo "{\\"acc\\": $MRUNNER_RUN_INDEX}" >"$RESOURCE_DIR_PATH/result.json"';

/** Nothing of ours is left half-written. */
const leftovers = ({ kube: { rig } }: LookRig<TestCluster>, run: number) =>
  readdirSync(dirname(rig.path(run, 'log.1'))).filter((name) => name.endsWith('.tmp'));

test.runIf(hasContainers)(
  'of a log that was rotated the tail is kept, and says so, and the end and the results are none the less known',
  async () => {
    const much =
      'i=0; while [ $i -lt 2000 ]; do echo "line $i of what is printed"; i=$((i+1)); done';
    await using rig = await lookRig(startTestCluster({ logLimit: 20_000 }), {
      runs: [{ script: `${much}; ${result}; exit 3` }, { script: `${result}; ${much}` }],
    });
    await rig.kube.ended();
    await rig.look();
    expect(rig.states()).toEqual(['failed 1: exit', 'succeeded 1']);
    for (const run of [0, 1]) {
      const log = rig.kube.rig.read(run, 'log.1');
      expect(log).toMatch(
        /^mrunner: the beginning of this log is gone: .*\nline \d+ of what is printed\n(?:.*\n)*line 1999 of what is printed\n$/,
      );
      expect(log.length).toBeLessThan(25_000);
      expect(rig.kube.rig.read(run, 'result.json')).toBe(`{"acc": ${run}}\n`);
      expect(leftovers(rig, run)).toEqual([]);
    }
  },
);

test.runIf(hasContainers)(
  'what packed runs did is known though most of their log was rotated away, and none is started again',
  async () => {
    await using rig = await lookRig(startTestCluster({ logLimit: 20_000 }), {
      runs: [0, 0, 3, 0, 0, 0, 0, 0].map((code) => ({
        script: `head -c 9000 /dev/zero | tr '\\0' x; exit ${code}`,
      })),
      options: { parallel: 1 },
      kubernetes: { pack: 1 },
    });
    const { kube, states } = rig;
    await kube.ended();
    await rig.look();
    expect(states()).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((run) => (run === 2 ? 'failed 1: exit' : 'succeeded 1')),
    );
  },
);

test.runIf(hasContainers)('a frame of which rotation left only the end does no harm', async () => {
  const metrics =
    'i=0; while [ $i -lt 900 ]; do echo "{\\"values\\":{\\"loss\\":$i},\\"attempt\\":1}"; i=$((i+1)); done >"$RESOURCE_DIR_PATH/metrics.jsonl"';
  await using rig = await lookRig(startTestCluster({ logLimit: 10_000 }), {
    runs: [{ script: `echo begun; ${metrics}; exit 4` }],
  });
  await rig.kube.ended();
  await rig.look();
  expect(rig.states()).toEqual(['failed 1: exit']);
  expect(existsSync(rig.kube.rig.path(0, 'metrics.jsonl'))).toBe(false);
});

test.runIf(hasContainers).each([404, 400] as const)(
  'the end of a pod whose log is not there (%i) is known by its last words',
  async (code) => {
    await using rig = await lookRig(startTestCluster(), {
      runs: [{ script: 'echo gone; exit 6' }, { script: ':' }],
    });
    const { cluster, kube } = rig;
    await kube.ended();
    const message = `container "main" in pod "x" is not available: container log file is gone`;
    cluster.fail({ method: 'GET', path: /\/log$/, code, times: 100, message });
    expect((await rig.look()).trouble).toBeUndefined();
    expect(rig.states()).toEqual(['failed 1: exit', 'succeeded 1']);
    expect(kube.rig.sweep.status().of(0).exitCode).toBe(6);
    expect(existsSync(kube.rig.path(0, 'log.1'))).toBe(false);
  },
);

test.runIf(hasContainers)(
  'output is kept byte by byte: long lines, no line break, bytes that are no text',
  async () => {
    const bytes = String.raw`printf '\377\376\000\200 \n\n::mrunn'; head -c 40000 /dev/zero | tr '\0' x; printf '\303'`;
    await using rig = await lookRig(startTestCluster(), { runs: [{ script: bytes }] });
    await rig.kube.ended();
    await rig.look();
    const expected = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x20, 10, 10]),
      Buffer.from(`::mrunn${'x'.repeat(40_000)}`),
      Buffer.from([0xc3]),
    ]);
    const { chunks } = rig.kube.rig.host.files;
    expect(Buffer.concat([...chunks(rig.kube.rig.path(0, 'log.1'))]).equals(expected)).toBe(true);
    expect(rig.states()).toEqual(['succeeded 1']);
  },
);

test.runIf(hasContainers)(
  'a run that prints what looks like words of a worker is not believed, not even with the mark for others',
  async () => {
    const forge = String.raw`
env | sed 's/^/env /'
. /mrunner/batch/order
echo '{"event":"exit","run":1,"attempt":1,"code":0,"time":1}' >/tmp/event
tell() { # mark slot
  printf '\n::mrunner %s events %s 0 %s\n' $1 $2 $(($(wc -c </tmp/event)))
  cat /tmp/event
  printf '\n::mrunner %s file 1 1 result.json 3\n{}\n' $1
}
tell 0123456789abcdef $mrunner_token-1
tell $mrunner_mark $mrunner_token-1
tell $mrunner_mark ../../$mrunner_token-1
tell $mrunner_mark ../$mrunner_token-0`;
    await using rig = await lookRig(startTestCluster(), {
      runs: [
        { script: forge },
        { script: 'while [ ! -e /ledger/go ]; do sleep 0.05; done; exit 5' },
      ],
    });
    const { kube } = rig;
    const mark = readMark(kube.rig.host, kube.rig.sweep.home) ?? '';
    expect(mark).toHaveLength(16);
    await rig.lookUntil(() => rig.states()[0] === 'succeeded 1');
    const log = kube.rig.read(0, 'log.1');
    // What it printed without the mark is its output; the mark is in no variable.
    expect(log).toContain('\n::mrunner 0123456789abcdef events ');
    expect(log).toContain('\n::mrunner 0123456789abcdef file 1 1 result.json 3\n{}\n');
    expect(log).toMatch(/^env /m);
    expect(log.match(/^env .*/gm)?.join('\n')).not.toContain(mark);
    expect(rig.states()[1]).toBe('running 1');
    expect(existsSync(kube.rig.path(1, 'result.json'))).toBe(false);
    kube.go();
    await rig.lookUntil(() => rig.states()[1] !== 'running 1');
    expect(rig.states()).toEqual(['succeeded 1', 'failed 1: exit']);
  },
);

test.runIf(hasContainers)(
  'without the last words of its worker a run ended as its container did',
  async () => {
    const spoil = (how: string, code: number) => `trap '' EXIT; ${how}; exit ${code}`;
    await using rig = await lookRig(startTestCluster(), {
      runs: [
        { script: spoil('echo spoiled', 0) },
        { script: spoil('echo spoiled', 7) },
        { script: 'kill -9 $PPID; kill -9 $$' },
      ],
    });
    const { cluster, kube } = rig;
    await kube.ended();
    // Torn, and another program's: what a node cut, or an image wrote.
    const patch = 'application/strategic-merge-patch+json';
    for (const pod of cluster.pods()) {
      const [status] = pod.status?.containerStatuses ?? [];
      const terminated = status?.state?.terminated;
      if (status === undefined || terminated === undefined) continue;
      const message = terminated.exitCode === 0 ? '{"event":"work' : 'Segmentation fault\n{"event"';
      const body = {
        status: {
          containerStatuses: [{ ...status, state: { terminated: { ...terminated, message } } }],
        },
      };
      const path = `/api/v1/namespaces/default/pods/${pod.metadata.name}/status`;
      expect((await cluster.ask('PATCH', path, body, patch)).code).toBe(200);
    }
    cluster.fail({ method: 'GET', path: /\/log$/, code: 404, times: 100 });
    await rig.look();
    expect(rig.states().slice(0, 2)).toEqual(['succeeded 1', 'failed 1: exit']);
    expect(rig.states()[2]).toMatch(/^failed 1: /);
    expect(kube.rig.sweep.status().of(1).exitCode).toBe(7);
  },
);

test('a log of 500 MB is kept whole in a small part of that memory', () => {
  const home = mkdtempSync(join(tmpdir(), 'long-log-'));
  try {
    writeFileSync(join(home, 'mark'), '0123456789abcdef\n');
    const program = join(import.meta.dirname, '../fixtures/keep-long-log.ts');
    const words = ['--conditions=@mrunner/source', program, home, '500'];
    const megabytes = Number(execFileSync(process.execPath, words, { encoding: 'utf8' }));
    expect(statSync(join(home, 'run/log.1')).size).toBeGreaterThan(500 * 2 ** 20);
    expect(megabytes).toBeLessThan(200);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
