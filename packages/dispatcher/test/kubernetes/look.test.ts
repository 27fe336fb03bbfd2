import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lookRig } from './look-rig.ts';

const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';
const result = 'echo "{\\"acc\\": $MRUNNER_RUN_INDEX}" >"$RESOURCE_DIR_PATH/result.json"';
const metric =
  'echo "{\\"values\\":{\\"loss\\":$MRUNNER_ATTEMPT},\\"attempt\\":$MRUNNER_ATTEMPT}" >>"$RESOURCE_DIR_PATH/metrics.jsonl"';

test('what runs did is known after a look, with their logs, results and metrics at home', async () => {
  await using rig = await lookRig({
    runs: [
      { script: `echo hello; ${result}` },
      { script: 'echo oh no >&2; exit 3' },
      { script: `echo try $MRUNNER_ATTEMPT; ${metric}; [ $MRUNNER_ATTEMPT = 2 ] || exit 85` },
    ],
    options: { retries: 2, retryOn: ['interrupted'] },
  });
  const { cluster, kube, states } = rig;
  await kube.ended();
  await rig.look();
  expect(states()).toEqual(['succeeded 1', 'failed 1: exit', 'succeeded 2']);
  expect(kube.rig.read(0, 'log.1')).toBe('hello\n');
  expect(kube.rig.read(0, 'result.json')).toBe('{"acc": 0}\n');
  expect(kube.rig.read(1, 'log.1')).toBe('oh no\n');
  expect(kube.rig.read(2, 'log.1')).toBe('try 1\n');
  expect(kube.rig.read(2, 'log.2')).toBe('try 2\n');
  expect(kube.rig.read(2, 'metrics.jsonl').trimEnd().split('\n')).toHaveLength(2);
  const [first] = kube.rig.sweep.status().of(2).attempts;
  expect(first).toMatchObject({ state: 'failed', exitCode: 85, again: true });
  // The Job, of which all is here, is to delete itself, and nobody asks again.
  expect(cluster.jobs()[0]?.spec.ttlSecondsAfterFinished).toBe(86_400);
  const asked = cluster.requests.length;
  await rig.look();
  expect(cluster.requests).toHaveLength(asked);
});

test('a list that fails, or is cut, concludes nothing', async () => {
  await using rig = await lookRig({ runs: [{ script: hold }, { script: hold }] });
  const { cluster, states, look } = rig;
  await rig.lookUntil(() => states().every((state) => state === 'running 1'));
  for (const path of [/\/jobs$/, /\/pods$/]) {
    for (const code of [500, 'reset', 403] as const) {
      cluster.fail({ method: 'GET', path, code, times: 100 });
      expect((await look()).trouble).toBeDefined();
      expect(states()).toEqual(['running 1', 'running 1']);
      cluster.heal();
    }
  }
  expect((await look()).trouble).toBeUndefined();
}, 60_000);

test('of a Job that somebody deleted nothing goes on, and what had not begun is free again', async () => {
  await using rig = await lookRig({
    runs: [{ script: hold }, { script: hold }],
    options: { parallel: 1 },
  });
  const { cluster, states, look } = rig;
  await rig.lookUntil(() => states()[0] === 'running 1');
  const [job] = cluster.jobs();
  const path = `/apis/batch/v1/namespaces/default/jobs/${job?.metadata.name}`;
  await cluster.ask('DELETE', path, { propagationPolicy: 'Background' });
  await rig.until(() => cluster.pods().length === 0);
  await look();
  expect(states()).toEqual(['unknown 1: lost', 'planned 0']);
});

test('a pod that is gone before anybody looked is believed by what its Job says', async () => {
  await using rig = await lookRig({ runs: [{ script: ':' }, { script: hold }] });
  const { cluster, states, look } = rig;
  await rig.until(
    () => cluster.jobs()[0]?.status?.completedIndexes === '0' && cluster.pods().length === 2,
  );
  await rig.until(() => cluster.pods().some(({ status }) => status?.phase === 'Running'));
  for (const { metadata } of cluster.pods()) {
    await cluster.ask('DELETE', `/api/v1/namespaces/default/pods/${metadata.name}`);
  }
  await rig.until(() => cluster.pods().length === 0);
  await look();
  expect(states()).toEqual(['succeeded 1', 'failed 1: exit']);
});

test('what was killed for want of memory or evicted is told apart, and who watches sees what was preempted', async () => {
  await using rig = await lookRig({
    runs: [{ script: hold }, { script: hold }, { script: hold }],
  });
  const { cluster, states } = rig;
  await rig.lookUntil(() => states().every((state) => state === 'running 1'));
  const [first, second, third] = [0, 1, 2].map(
    (index) =>
      cluster.pods().find(({ metadata }) => metadata.name.includes(`-${index}-`))?.metadata.name ??
      '',
  ) as [string, string, string];
  const watched = rig.watch();
  await rig.until(() => cluster.watches.count() === 2);
  cluster.oomKill(first);
  cluster.evict(second, 'node');
  cluster.preempt(third);
  await watched;
  expect(states()).toEqual(['failed 1: oom', 'failed 1: node', 'failed 1: preempted']);
}, 30_000);

test('a run on a node that is lost is tried again elsewhere', async () => {
  await using rig = await lookRig(
    {
      runs: [{ script: hold }],
      options: { retries: 1, retryOn: ['node'] },
    },
    { tolerationSeconds: 0 },
  );
  const { cluster, states } = rig;
  await rig.lookUntil(() => states()[0] === 'running 1' && rig.kube.ledger().length === 1);
  const node = cluster.pods()[0]?.spec?.nodeName ?? '';
  await cluster.killNode(node);
  await cluster.removeNode(node);
  await rig.lookUntil(() => states()[0] === 'running 2' && rig.kube.ledger().length === 2);
  expect(rig.kube.ledger()).toEqual(['0 1', '0 2']);
  // Its pod is gone with its node: that another one followed is all that is known of it.
  expect(rig.kube.rig.sweep.status().of(0).attempts[0]).toMatchObject({ attempt: 1, again: true });
}, 30_000);

test('nothing is concluded of a pod before its log is here', async () => {
  await using rig = await lookRig({ runs: [{ script: 'echo kept; exit 4' }] });
  const { cluster, kube, look } = rig;
  await kube.ended();
  cluster.fail({ method: 'GET', path: /\/log/, code: 500, times: 100 });
  expect((await look()).trouble).toContain('log');
  expect(existsSync(kube.rig.path(0, 'log.1'))).toBe(false);
  cluster.heal();
  await look();
  expect(rig.states()).toEqual(['failed 1: exit']);
  expect(kube.rig.read(0, 'log.1')).toBe('kept\n');
}, 30_000);

test('a second pod of an index is deleted, and counts for nothing', async () => {
  await using rig = await lookRig({ runs: [{ script: hold }] });
  const { cluster, states, look } = rig;
  await rig.lookUntil(() => states()[0] === 'running 1');
  const second = cluster.startTwice(cluster.jobs()[0]?.metadata.name ?? '', 0);
  await look();
  const isGone = () =>
    cluster
      .pods()
      .every((pod) => pod.metadata.name !== second || pod.metadata.deletionTimestamp !== undefined);
  expect(isGone()).toBe(true);
  expect(states()).toEqual(['running 1']);
});

test('two looks at once see the same', async () => {
  await using rig = await lookRig({
    runs: [{ script: `echo hello; ${result}` }, { script: 'exit 3' }],
  });
  await rig.kube.ended();
  await Promise.all([rig.look(), rig.look(), rig.look()]);
  expect(rig.states()).toEqual(['succeeded 1', 'failed 1: exit']);
  expect(rig.kube.rig.read(0, 'log.1')).toBe('hello\n');
});

test('a look that is ended at any of its writes is finished by the next one', async () => {
  await using rig = await lookRig({
    runs: [{ script: `echo hello; ${result}` }, { script: 'echo no; exit 3' }],
  });
  const { host } = rig.kube.rig;
  await rig.kube.ended();
  for (let writes = 0; ; writes++) {
    let left = writes;
    const count =
      <A extends unknown[], R>(act: (...words: A) => R) =>
      (...words: A): R => {
        if (left-- <= 0) throw new TypeError('the process ended here');
        return act(...words);
      };
    const { files } = host;
    const faulty = {
      ...host,
      files: {
        ...files,
        writeAt: count(files.writeAt),
        rename: count(files.rename),
        replace: count(files.replace),
        open: count(files.open),
      },
    };
    const wasEnded = await rig.look(faulty).then(
      () => false,
      () => true,
    );
    if (!wasEnded) break;
    expect(writes).toBeLessThan(100);
  }
  await rig.look();
  expect(rig.states()).toEqual(['succeeded 1', 'failed 1: exit']);
  expect(rig.kube.rig.read(0, 'log.1')).toBe('hello\n');
  expect(rig.kube.rig.read(1, 'log.1')).toBe('no\n');
  expect(rig.kube.rig.read(0, 'result.json')).toBe('{"acc": 0}\n');
});

test('packed runs tell of themselves while their pod goes on', async () => {
  await using rig = await lookRig({
    runs: [{ script: `echo one; ${result}` }, { script: 'echo two; exit 5' }, { script: hold }],
    options: { parallel: 1 },
    kubernetes: { pack: 3 },
  });
  await rig.lookUntil(() => rig.states()[1] === 'failed 1: exit');
  expect(rig.states()[0]).toBe('succeeded 1');
  expect(rig.kube.rig.read(0, 'log.1')).toBe('one\n');
  expect(rig.kube.rig.read(1, 'log.1')).toBe('two\n');
  expect(rig.kube.rig.read(0, 'result.json')).toBe('{"acc": 0}\n');
}, 30_000);
