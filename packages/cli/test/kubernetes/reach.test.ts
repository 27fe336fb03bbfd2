import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasContainers } from '../../../dispatcher/test/kubernetes/has-containers.ts';
import {
  startTestCluster,
  type TestCluster,
} from '../../../dispatcher/test/kubernetes/test-cluster.ts';
import { contextsText, gateOf, podsRig, until } from './pods-rig.ts';

const spec = {
  'spec.yaml': `script: [sh, -c, 'sleep 600']\nargs: none\ngrid: {seed: {range: 2}}\n`,
};

describe.skipIf(!hasContainers)('a cluster that mrun does not come to terms with', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  /** The kubeconfig with something else in it. */
  const changed = (what: RegExp, by: string): string =>
    readFileSync(cluster.kubeconfig, 'utf8').replace(what, by);

  test('no command fails where one does not know the user, or gives no answer, and none claims what it does not know', async () => {
    await using rig = podsRig(cluster);
    rig.write({
      ...spec,
      expired: changed(/"token": ".*"/, '"token": "expired"'),
      dead: changed(/"server": ".*"/, '"server": "https://127.0.0.1:1"'),
    });
    await rig.run();
    const why = {
      expired:
        /does not know you; log in as the cluster wants it, so that kubectl works again(?!.*mrun login)/,
      dead: /https:\/\/127\.0\.0\.1:1: connect ECONNREFUSED/,
    };
    for (const name of ['expired', 'dead'] as const) {
      const options = { env: { KUBECONFIG: rig.path(name) } };
      const ends = (code: number, words: string) => rig.ends(code, words, options);
      const refused = await ends(3, 'run spec.yaml --context pods -y');
      expect(refused).toMatch(/1 problem, nothing was started/);
      expect(await ends(3, 'doctor pods')).toMatch(/^ {2}mend {2}pods cluster +contexts\.pods: /m);
      for (const words of ['status', 'wait', 'pause', 'resume', 'update --parallel 1', 'rm -y']) {
        expect((await ends(3, words)).replaceAll('\n', ' ')).toMatch(/127\.0\.0\.1/);
      }
      expect((await ends(3, 'status')).replace(/\n {2}(?=\S)/g, ' ')).toMatch(why[name]);
      const cancel = await ends(3, 'cancel 1');
      expect(cancel).toContain('1 not reached yet: #1\n');
      expect(cancel).toContain('The next mrun command that reaches it cancels them.');
      expect(await ends(1, 'logs 0')).toContain('#0 has printed nothing: it is pending.');
      expect(await ends(0, 'fetch 0')).toContain('nothing of it is here yet');
      expect(await ends(0, 'list')).toContain('2 pending');
    }
    // All that was wished meanwhile is carried out: the pause was taken back, the cancel was not.
    await rig.until('running cancelled');
    await rig.well('cancel -y');
  });

  test('mrun wait says what keeps a cluster from answering while it goes on waiting', async () => {
    const gate = gateOf(cluster);
    await using rig = podsRig(cluster, gate.key);
    rig.write({ 'spec.yaml': `script: [sh, -c, 'until [ -e /gate/go ]; do sleep 0.1; done']\n` });
    await rig.run();
    await rig.until('running');
    const seen = cluster.requests.length;
    const waiting = rig.start(['wait']);
    // Who has never got an answer gives up at once. The watch lists pods once, and each look: at the third list one look has gone well.
    await until(
      async () => {
        for (const { metadata } of cluster.jobs()) {
          const path = `/apis/batch/v1/namespaces/default/jobs/${metadata.name}`;
          const annotations = { touched: crypto.randomUUID() };
          await cluster.ask('PATCH', path, { metadata: { annotations } });
        }
        const lists = cluster.requests
          .slice(seen)
          .filter(({ path }) => /\/pods\?(?!.*watch)/.test(path));
        return lists.length > 2;
      },
      () => 'further looks',
    );
    cluster.fail({ method: 'GET', path: /\/log$/, code: 403, times: 1000 });
    gate.open('go');
    await waiting.says(/^known as of .*: the log of mr-.* forbidden: /m);
    waiting.signal('SIGINT');
    const { code, stderr } = await waiting.done;
    expect([code, stderr.match(/known as of/g)]).toEqual([130, ['known as of']]);
    cluster.heal();
    await rig.until('succeeded');
  });

  test('a kubeconfig that is no good is a mistake, which nothing is started with', async () => {
    await using rig = podsRig(cluster, 'kube_context: tset');
    rig.write({ ...spec, torn: '{"clusters": [' });
    const wrong = await rig.ends(2, 'run spec.yaml --context pods -y');
    expect(wrong).toMatch(/has no context tset; it has test$/m);
    expect(await rig.ends(1, 'doctor pods')).toContain('has no context tset; it has test\n');
    const env = { KUBECONFIG: rig.path('nowhere') };
    expect(await rig.ends(2, 'run spec.yaml --context pods -y', { env })).toMatch(
      /contexts\.pods\.kubeconfig .*nowhere/,
    );
    const torn = { KUBECONFIG: rig.path('torn') };
    expect(await rig.ends(2, 'run spec.yaml --context pods -y', { env: torn })).toMatch(
      /contexts\.pods\.kubeconfig .*torn/,
    );
    expect(rig.exists('../state/mrunner/sweeps')).toBe(false);
  });

  test('what a context lacks or misspells is told before the cluster is asked, by plan as by run', async () => {
    await using rig = podsRig(cluster);
    rig.write({
      ...spec,
      'mrunner.yaml': 'contexts: {pods: {backend: kubernetes, storage_dir: /work}}\n',
    });
    const asked = cluster.requests.length;
    for (const words of ['run', 'plan', 'run -n']) {
      const refused = await rig.ends(2, `${words} spec.yaml --context pods`);
      expect(refused).toContain('expected the image that runs are started in, got none');
    }
    rig.write({
      'mrunner.yaml': contextsText(
        'nodeselector: {a: b}, tolerations: ["a=b:NoSchedul"], volumes: [{path: /a, clam: x}], default_pvc_size: 10Q, namespace: Not_OK, kueue_queue: "A B", image_pull_policy: Alwys, partition: gpu',
      ),
    });
    const typos = await rig.ends(2, 'run spec.yaml --context pods -y');
    for (const text of [
      'unknown key nodeselector. Did you mean node_selector?',
      'expected a taint such as gpu=yes:NoSchedule',
      'unknown key clam. Did you mean claim?',
      'expected a size such as 16G or 512M, got "10Q"',
      'contexts.pods.namespace: expected a name of lower case letters',
      'contexts.pods.kueue_queue: expected a name of lower case letters',
      'expected Always, IfNotPresent or Never, got "Alwys". Did you mean Always?',
    ])
      expect(typos).toContain(text);
    rig.write({ 'mrunner.yaml': contextsText('') });
    expect(await rig.ends(2, 'run spec.yaml --context pods -y --gpu a100:1')).toContain(
      'Kubernetes counts GPUs, and knows no type a100\n',
    );
    expect(await rig.ends(2, 'run spec.yaml --context pods -y --nodes 2')).toContain(
      'a run is one pod',
    );
    expect(cluster.requests.length).toBeGreaterThanOrEqual(asked);
  });

  test('an image that is not there keeps its runs pending, with a word, until they are cancelled', async () => {
    await using picky = await startTestCluster({
      imagePull: (image) => (image.includes('nosuch') ? 'fails' : 'ok'),
    });
    await using rig = podsRig(picky, 'image: lab/nosuch:1');
    rig.write({ 'spec.yaml': `script: [sh, -c, 'echo it ran']\nargs: none\n` });
    await rig.run();
    const followed = rig.start(['status', '-w']);
    await followed.says('pending 1');
    followed.signal('SIGINT');
    await followed.done;
    await until(
      async () => (await rig.well('status')).includes("can't be pulled"),
      () => 'a word on the image',
    );
    expect((await rig.well('status')).replace(/\n {2}(?=\S)/g, ' ')).toMatch(
      /never starts by itself: #0: .*lab\/nosuch:1.* What helps: cancel these runs[\s\S]*^Next: mrun why 0 /m,
    );
    const why = (await rig.well('why 0')).replace(/\n {2}(?=\S)/g, ' ');
    expect(why).toContain('lab/nosuch:1');
    expect(why).toContain('It never will by itself. What helps: cancel these runs, mend that');
    expect(await rig.well('cancel -y')).toMatch(/1 (?:will never start|stopped): #0/);
  });
});
