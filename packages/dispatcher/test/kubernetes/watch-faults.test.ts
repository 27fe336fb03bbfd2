import { expect, test } from 'vitest';
import { watchCluster } from '../../src/backends/watch-cluster.ts';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import type { KubeApi } from '../../src/kubernetes/api/kube-api.ts';
import { kubeApi } from '../../src/kubernetes/api/open-api.ts';
import { until } from '../slurm/until.ts';
import { hasContainers } from './has-containers.ts';
import { hastyHost } from './hasty-host.ts';
import { lookRig } from './look-rig.ts';
import type { KubeObject } from './objects.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

const mapsPath = '/api/v1/namespaces/default/configmaps';
const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';

async function apiOf(
  { kubeconfig }: TestCluster,
  host = nodeHost(),
): Promise<KubeApi & Disposable> {
  const opened = await kubeApi(host, { name: 'test', kubernetes: { kubeconfig } });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  return { ...opened.value, [Symbol.dispose]: opened.value.close };
}

const make = (cluster: TestCluster, name: string) =>
  cluster.ask('POST', mapsPath, { metadata: { name, labels: { of: 'me' } } });

interface Heard {
  /** `ADDED a`, … */
  readonly told: string[];
  /** Names in each list that took the place of changes. */
  readonly lists: string[][];
  readonly troubles: (string | undefined)[];
  readonly stop: () => Promise<void>;
}

function listen(api: KubeApi, options: { readonly silence?: number } = {}): Heard {
  const stop = new AbortController();
  const heard = {
    told: [] as string[],
    lists: [] as string[][],
    troubles: [] as Heard['troubles'],
  };
  const watched = api.watch<KubeObject>('configmaps', {
    labels: 'of=me',
    signal: stop.signal,
    changed: (type, { metadata }) => heard.told.push(`${type} ${metadata.name}`),
    relisted: (items) => heard.lists.push(items.map(({ metadata }) => metadata.name)),
    trouble: (text) => heard.troubles.push(text),
    ...options,
  });
  return {
    ...heard,
    stop: () => {
      stop.abort();
      return watched;
    },
  };
}

test.runIf(hasContainers)(
  'a watch that is open at one side only is replaced, and tells what the dead one did not',
  async () => {
    await using cluster = await startTestCluster({ nodes: 0, bookmarks: 100 });
    using api = await apiOf(cluster);
    const heard = listen(api, { silence: 1000 });
    await until(() => cluster.watches.count() === 1, 'a watch');
    cluster.watches.freeze();
    await make(cluster, 'a');
    expect(heard.told).toEqual([]);
    await until(() => heard.told.length > 0, 'the change');
    expect(heard.told).toEqual(['ADDED a']);
    expect(heard.lists).toEqual([[]]);
    expect(heard.troubles).toEqual([]);
    await heard.stop();
  },
);

test.runIf(hasContainers)('a watch on which bookmarks come is left alone', async () => {
  await using cluster = await startTestCluster({ nodes: 0, bookmarks: 100 });
  const silence = 123_456;
  let alarms = 0;
  let putOff = 0;
  const host = nodeHost();
  const after: Host['clock']['after'] = (milliseconds, callback) => {
    if (milliseconds !== silence) return host.clock.after(milliseconds, callback);
    alarms++;
    return () => putOff++;
  };
  using api = await apiOf(cluster, { ...host, clock: { ...host.clock, after } });
  const heard = listen(api, { silence });
  await until(() => alarms > 10, 'ten bookmarks');
  expect(putOff).toBe(alarms - 1);
  expect(cluster.requests.filter(({ path }) => path.includes('watch=true'))).toHaveLength(1);
  await heard.stop();
});

test.runIf(hasContainers)(
  'a watch that is closed again and again tells each change once, and does not ask without end',
  async () => {
    await using cluster = await startTestCluster({ nodes: 0, bookmarks: 20 });
    using api = await apiOf(cluster);
    const heard = listen(api);
    await until(() => cluster.watches.count() === 1, 'a watch');
    const begun = Date.now();
    const closing = setInterval(() => cluster.watches.close(), 100);
    const names = Array.from({ length: 30 }, (_, index) => `m${index}`);
    for (const name of names) {
      await make(cluster, name);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(
      () => heard.told.length === names.length && Date.now() - begun > 2000,
      'all of them',
    );
    clearInterval(closing);
    expect(heard.told).toEqual(names.map((name) => `ADDED ${name}`));
    expect(heard.lists).toEqual([[]]);
    expect(heard.troubles).toEqual([]);
    const watches = cluster.requests.filter(({ path }) => path.includes('watch=true')).length;
    expect(watches).toBeLessThan(2 + (Date.now() - begun) / 250);
    await heard.stop();
  },
);

test.runIf(hasContainers).each(['event', 'status'] as const)(
  'a watch whose past is forgotten, again and again, lists (refused by %s)',
  async (by) => {
    await using cluster = await startTestCluster({ nodes: 0, bookmarks: 60_000 });
    using api = await apiOf(cluster);
    // The history is gone whenever a watch begins: what is listed is old at once.
    for (let n = 0; n < 3; n++) {
      cluster.fail({ method: 'GET', path: /configmaps$/, query: /watch=true/, code: 410 });
    }
    const heard = listen(api);
    await until(() => cluster.watches.count() === 1, 'a watch at last');
    expect(heard.lists).toEqual([[], [], [], []]);
    await make(cluster, 'a');
    await until(() => heard.told.length === 1, 'the change');
    cluster.watches.freeze();
    await make(cluster, 'b');
    cluster.watches.expire(by);
    cluster.watches.close();
    await until(() => heard.lists.length === 5, 'a list');
    expect(heard.lists.at(-1)).toEqual(['a', 'b']);
    await make(cluster, 'c');
    await until(() => heard.told.includes('ADDED c'), 'a change after it');
    expect(heard.troubles).toEqual([]);
    await heard.stop();
  },
);

test.runIf(hasContainers)('a server that is away is told of once, and its return too', async () => {
  await using cluster = await startTestCluster({ nodes: 0 });
  using api = await apiOf(cluster);
  const heard = listen(api);
  await until(() => cluster.watches.count() === 1, 'a watch');
  await cluster.stop();
  await until(() => heard.troubles.length > 0, 'trouble');
  await cluster.start();
  await make(cluster, 'a');
  await until(() => heard.told.length === 1, 'the change');
  expect(heard.troubles[0]).toContain('127.0.0.1');
  expect(heard.troubles.at(-1)).toBeUndefined();
  await heard.stop();
});

test.runIf(hasContainers)(
  'a list whose next page is forgotten is begun again, and is never told in part',
  async () => {
    await using cluster = await startTestCluster({ nodes: 0 });
    using api = await apiOf(cluster);
    const count = 501;
    for (let n = 0; n < count; n++) await make(cluster, `m${n}`);
    const cut = { method: 'GET', path: /configmaps$/, query: /continue=/, code: 410 } as const;
    cluster.fail({ ...cut, times: 2 });
    const listed = await api.list<KubeObject>('configmaps', { labels: 'of=me' });
    expect(listed).toMatchObject({ kind: 'listed' });
    if (listed.kind === 'listed') {
      expect(new Set(listed.items.map(({ metadata }) => metadata.name)).size).toBe(count);
      expect(listed.items).toHaveLength(count);
    }
    cluster.fail({ ...cut, times: 100 });
    expect(await api.list('configmaps', { labels: 'of=me' })).toMatchObject({
      kind: 'done',
      code: 410,
    });
  },
);

test.runIf(hasContainers)(
  'who waits goes on when all watches are dead, and looks by itself after a minute',
  async () => {
    await using rig = await lookRig(startTestCluster(), {
      runs: [{ script: hold }, { script: hold }],
    });
    const { cluster, kube, states } = rig;
    await rig.lookUntil(() => states().every((state) => state === 'running 1'));
    let lookedAt = Date.now();
    const observe = (): void => {
      lookedAt = Date.now();
    };
    const watched = watchCluster(hastyHost(kube.rig.host, 15), kube.rig.sweep, { observe });
    // All that the watches had to tell at first is seen to.
    await rig.until(() => cluster.watches.count() === 2 && Date.now() - lookedAt > 1000);
    cluster.watches.freeze();
    kube.go();
    expect((await watched).isUnreached).toBe(false);
    expect(states()).toEqual(['succeeded 1', 'succeeded 1']);
  },
);

test.runIf(hasContainers)(
  'who waits hears of the end through a server that starts again in the middle of everything',
  async () => {
    const steps = 'for n in 1 2 3 4 5 6 7 8; do echo $n; sleep 0.3; done';
    await using rig = await lookRig(startTestCluster(), {
      runs: Array.from({ length: 6 }, () => ({ script: `${steps}; [ $MRUNNER_ATTEMPT = 2 ]` })),
      options: { retries: 1, retryOn: ['exit'], parallel: 3 },
    });
    const { cluster, kube } = rig;
    let isOver = false;
    const watched = rig.watch().finally(() => {
      isOver = true;
    });
    for (let restarts = 0; restarts < 10 && !isOver; restarts++) {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await cluster.restart();
    }
    await watched;
    expect(rig.states()).toEqual(Array.from({ length: 6 }, () => 'succeeded 2'));
    const starts = kube.ledger();
    expect(new Set(starts).size).toBe(starts.length);
    expect(starts).toHaveLength(12);
    expect(kube.rig.read(5, 'log.2')).toBe('1\n2\n3\n4\n5\n6\n7\n8\n');
  },
);
