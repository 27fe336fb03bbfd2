import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasContainers } from '../../../dispatcher/test/kubernetes/has-containers.ts';
import {
  startTestCluster,
  type TestCluster,
} from '../../../dispatcher/test/kubernetes/test-cluster.ts';
import { smallSweep, steady } from '../rig/small-sweep.ts';
import { gateOf, podsRig, until } from './pods-rig.ts';

describe.skipIf(!hasContainers)('a sweep on Kubernetes, by mrun', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  test('is planned, submitted, waited for, looked at, retried and removed as one on this machine', async () => {
    await using rig = podsRig(cluster, 'parallel: 2, resources: {cpu: 1, mem: 1G}');
    rig.write(smallSweep);
    const plan = await rig.well('plan spec.yaml --context pods');
    expect(plan).toContain('  submit     1 job of 6, 2 at a time\n');
    expect(plan).toContain('kind: Job\n');
    expect(plan).toMatch(/^Nothing was started\. Run it: mrun run spec\.yaml --context pods$/m);
    expect(cluster.requests).toEqual([]);

    const run = steady(rig, await rig.run()).replaceAll(/mr-\w+-\w+-\w+-0/g, '<job>');
    expect(run.replace(/\d+(?:\.\d+)? k?B/g, 'N B').replace(/\d\.\d s/, 'N s')).toBe(
      `birds · mlp · 6 runs → pods (kube context test, namespace default)
  code       N B, 5 files
  submit     1 job of 6, 2 at a time, 1 cpu, 1G each
  sweep      <id>
  sending    5 files, N B
  submitted  job <job> of 6 runs after N s
  This terminal may be closed.
Next: mrun status    mrun logs 0 -f    mrun wait
`,
    );
    expect(await rig.ends(1, 'wait')).toContain('succeeded 5   failed 1\n');

    const status = await rig.well('status');
    expect(status).toMatch(/^ {2}1 {2}failed .* exit 7: ValueError: bad shape \(3, 4\)$/m);
    expect(status).toMatch(/^Next: mrun why 1 {4}mrun results$/m);
    const { counts, runs } = JSON.parse(await rig.well('status --json'));
    expect(counts).toMatchObject({ succeeded: 5, failed: 1 });
    expect(runs[1]).toMatchObject({ state: 'failed', exitCode: 7, reason: { kind: 'exit' } });
    expect(await rig.well('results --sort -accuracy --best 1')).toMatch(
      /^ {2}5 {2}0\.1 {2}2 .* 0\.920 /m,
    );
    expect(await rig.well('results --json')).toContain('"accuracy": 0.92');
    expect(await rig.well('logs 1')).toBe('lr 0.01 seed 1\nValueError: bad shape (3, 4)\n');
    expect(await rig.well('why')).toContain('1 × exit 7: ValueError: bad shape (3, 4)   #1');
    expect(await rig.well('why 1')).toContain('  The worker recorded exit 7.\n');
    const show = await rig.well('show 1');
    expect(show).toMatch(
      /^ {2}jobs {8}1 {2}mr-\S+ index 1 .* · Kubernetes says Error \(exit 7\)$/m,
    );
    expect(show).toMatch(/^ {2}directory {3}\/work\/birds\/.*\/runs\/1-mlp$/m);
    expect(JSON.parse(await rig.well('show 0 --json')).attempts[0].job).toMatchObject({
      scheduler: 'Kubernetes',
      end: 'Succeeded',
    });
    expect(await rig.well('list')).toMatch(/ {2}birds {2,}mlp .* 5\/6 {2}1 failed {2}demo$/m);
    expect(await rig.well('fetch 0')).toMatch(
      /its files are here: .*\/runs\/0-mlp\n {2}what else .* pvc in the context keeps it$/m,
    );

    expect(await rig.well('retry --failed --mem 2G')).toContain('1 started again with 2G: #1\n');
    await rig.ends(1, 'wait');
    expect(await rig.well('show 1')).toMatch(/^ {14}2 {2}failed .*exit 7/m);
    const memory = cluster
      .jobs()
      .map(({ spec }) => spec.template.spec.containers[0]?.resources?.limits?.memory);
    expect(memory.sort()).toEqual(['1Gi', '2Gi']);
    expect(cluster.jobs().every(({ spec }) => spec.ttlSecondsAfterFinished === 86_400)).toBe(true);

    expect(await rig.well('rm -y')).toMatch(/^1 sweep removed, /m);
    expect([...cluster.jobs(), ...cluster.pods(), ...cluster.objects('configmaps')]).toEqual([]);
    expect(rig.files('../state/mrunner/sweeps')).toEqual([]);
  });

  test('tells with --json, which asks nothing, what came of the submission', async () => {
    const gate = gateOf(cluster);
    await using rig = podsRig(cluster, `retries: 1, ${gate.key}`);
    rig.write({
      'spec.yaml': `script: [sh, train.sh]\nargs: none\n`,
      'train.sh':
        'echo "attempt $MRUNNER_ATTEMPT"; until [ -e /gate/go ]; do sleep 0.1; done; test "$MRUNNER_ATTEMPT" = 2\n',
    });
    const submitted = JSON.parse(await rig.run('--json'));
    expect(submitted).toMatchObject({ waiting: 0, unresolved: [], batches: [{ runs: 1 }] });
    const following = rig.start(['logs', '0', '-f']);
    await following.says('attempt 1');
    gate.open('go');
    const followed = await following.done;
    expect(followed).toMatchObject({ code: 0, stdout: 'attempt 1\nattempt 2\n' });
    expect(followed.stderr).toMatch(/#0 failed: exit 1.*\nattempt 2\n#0 succeeded\n$/);
    expect(await rig.well('wait --json')).toContain('"succeeded":1');
    expect(await rig.well('logs 0 --attempt 1')).toBe('attempt 1\n');
    expect(JSON.parse(await rig.well('list --json')).sweeps[0]).toMatchObject({
      id: submitted.sweep,
      context: 'pods',
    });
    const refused = await rig.ends(2, 'run spec.yaml --context pods');
    expect(refused).toMatch(/^1 run would go to pods, and there is no terminal .* add -y /m);
  });

  test('is followed to its end though the connection that its log comes over is dead', async () => {
    const gate = gateOf(cluster);
    await using rig = podsRig(cluster, gate.key);
    rig.write({
      'spec.yaml': `script: [sh, -c, 'echo one; until [ -e /gate/go ]; do sleep 0.1; done; echo two; exit 3']\nargs: none\n`,
    });
    await rig.run();
    const before = cluster.requests.length;
    const following = rig.start(['logs', '0', '-f', '--exit-code']);
    await following.says('one');
    const isFollowed = ({ path, code }: { path: string; code: number }): boolean =>
      code === 200 && path.includes('follow=true');
    await until(
      () => cluster.requests.slice(before).some(isFollowed) && cluster.logs.count() === 1,
      () => 'its log to be followed',
    );
    cluster.logs.freeze();
    gate.open('go');
    const { code, stdout } = await following.done;
    expect({ code, stdout }).toEqual({ code: 3, stdout: 'one\ntwo\n' });
  });

  test('says what it waits for, may be left, and is never started once it is cancelled', async () => {
    await using rig = podsRig(cluster, 'resources: {mem: 100T}');
    rig.write({ 'spec.yaml': `script: [sh, -c, 'echo it ran']\nargs: none\n` });
    await rig.run();
    const followed = rig.start(['logs', '0', '-f']);
    await followed.says('#0 waits to start: no node takes it: 2 of 2 have too little memory free');
    followed.signal('SIGINT');
    expect(await followed.done).toMatchObject({ code: 130 });
    const status = await rig.well('status');
    expect(status).toMatch(
      /^ {2}waiting {4}1 × no node takes it: 2 of 2 have too little memory free$/m,
    );
    expect(await rig.well('why 0')).toContain('Kubernetes has not started it: no node takes it');
    expect(await rig.well('cancel -y')).toContain('1 will never start: #0\n');
    await rig.well('retry 0 --mem 100M');
    const again = rig.start(['logs', '0', '-f']);
    expect(await again.done).toMatchObject({ code: 0, stdout: 'it ran\n' });
  });
});
