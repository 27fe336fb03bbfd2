import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realPlane } from '../any-cluster.ts';
import { must } from '../cluster-objects.ts';
import { type LookRig, lookOn } from '../look-rig.ts';
import { type RealCluster, startRealCluster } from '../real-cluster.ts';
import { waitsOf } from '../waits-of.ts';

const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';

/** What a look says of a run whose node is silent, before and after Kubernetes gave its pod up. */
const silence = (node: string) => `nothing is heard of its node ${node}, where it may go on`;

describe.runIf(realPlane)('a node of the real control plane that is lost', () => {
  let cluster: RealCluster;
  beforeAll(async () => {
    cluster = await startRealCluster({ nodeGraceSeconds: 20, unreachableSeconds: 10 });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  const patchNode = (name: string, spec: object) =>
    must(
      cluster,
      'PATCH',
      `/api/v1/nodes/${name}`,
      { spec },
      'application/strategic-merge-patch+json',
    );
  const crash = (name: string) => cluster.nodes.get(name)?.crash();

  /** Runs that hold, each a sweep with its own rules, all on node-1; what starts later starts on node-2. */
  async function onFirstNode(
    stack: AsyncDisposableStack,
    ...rules: readonly { retries?: number; retryOn?: readonly ('node' | 'exit')[] }[]
  ): Promise<readonly LookRig<RealCluster>[]> {
    await patchNode('node-2', { unschedulable: true });
    const rigs: LookRig<RealCluster>[] = [];
    for (const options of rules)
      rigs.push(stack.use(await lookOn(cluster, { runs: [{ script: hold }], options })));
    for (const rig of rigs)
      await rig.lookUntil(() => rig.states()[0] === 'running 1' && rig.kube.ledger().length === 1);
    await patchNode('node-2', { unschedulable: false });
    return rigs;
  }

  const isGivenUp = async (): Promise<boolean> =>
    (await cluster.pods()).every(({ metadata }) => metadata.deletionTimestamp !== undefined);

  test('leaves its runs running until it is declared to be off; then they are tried again, or have failed, as retry_on says', async () => {
    await using stack = new AsyncDisposableStack();
    const rigs = await onFirstNode(
      stack,
      { retries: 1, retryOn: ['node'] },
      {},
      { retries: 1, retryOn: ['exit'] },
    );
    const [first] = rigs as [LookRig<RealCluster>];
    await crash('node-1');
    await first.lookUntil(() => waitsOf(first)[0]?.text === silence('node-1'));
    expect(waitsOf(first)[0]?.advice).toBeUndefined();
    await first.lookUntil(() => waitsOf(first)[0]?.advice !== undefined);
    await first.until(isGivenUp);
    // However long nobody says that it is off.
    for (let looks = 0; looks < 5; looks++) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      for (const rig of rigs) await rig.look();
    }
    expect(rigs.map(({ states }) => states()[0])).toEqual(rigs.map(() => 'running 1'));
    expect(rigs.map(({ kube }) => kube.ledger())).toEqual(rigs.map(() => ['0 1']));
    const watched = rigs.map(({ watch }) => watch());
    const value = 'nodeshutdown';
    await patchNode('node-1', {
      taints: [{ key: 'node.kubernetes.io/out-of-service', value, effect: 'NoExecute' }],
    });
    await first.until(() => first.kube.ledger().length === 2);
    first.kube.go();
    await Promise.all(watched);
    expect(rigs.map(({ states }) => states()[0])).toEqual([
      'succeeded 2',
      'failed 1: node',
      'failed 1: node',
    ]);
    expect(rigs.map(({ kube }) => kube.ledger())).toEqual([['0 1', '0 2'], ['0 1'], ['0 1']]);
    const { attempts } = first.kube.rig.sweep.status().of(0);
    expect(attempts).toMatchObject([
      { attempt: 1, state: 'failed', again: true },
      { attempt: 2, state: 'succeeded' },
    ]);
    await must(cluster, 'DELETE', '/api/v1/nodes/node-1');
    await cluster.nodes.get('node-1')?.reconnect();
  });

  test('and is back before its pods are given up, had its runs go on all the time', async () => {
    await using stack = new AsyncDisposableStack();
    const [rig] = (await onFirstNode(stack, { retries: 1, retryOn: ['node'] })) as [
      LookRig<RealCluster>,
    ];
    cluster.nodes.get('node-1')?.disconnect();
    await rig.lookUntil(() => waitsOf(rig)[0] !== undefined);
    await cluster.nodes.get('node-1')?.reconnect();
    rig.kube.go();
    await rig.watch();
    expect(rig.kube.ledger()).toEqual(['0 1']);
    expect(rig.states()).toEqual(['succeeded 1']);
  });

  test('and comes back too late, ends its runs itself; only then the next attempt starts', async () => {
    await using stack = new AsyncDisposableStack();
    const [rig] = (await onFirstNode(stack, { retries: 1, retryOn: ['node'] })) as [
      LookRig<RealCluster>,
    ];
    cluster.nodes.get('node-1')?.disconnect();
    await rig.lookUntil(() => waitsOf(rig)[0]?.advice !== undefined);
    expect(rig.kube.ledger()).toEqual(['0 1']);
    await cluster.nodes.get('node-1')?.reconnect();
    await rig.lookUntil(() => rig.states()[0] === 'running 2' && rig.kube.ledger().length === 2);
    rig.kube.go();
    await rig.watch();
    expect(rig.kube.ledger()).toEqual(['0 1', '0 2']);
    expect(rig.states()).toEqual(['succeeded 2']);
  });

  test('does not keep what is cancelled from being cancelled, when it is deleted at last', async () => {
    await using stack = new AsyncDisposableStack();
    const rigs = await onFirstNode(stack, { retries: 1, retryOn: ['node'] }, {});
    const [first, second] = rigs as [LookRig<RealCluster>, LookRig<RealCluster>];
    await crash('node-1');
    await first.lookUntil(() => waitsOf(first)[0] !== undefined);
    await first.cancel('all');
    expect(first.states()).toEqual(['running 1']);
    await must(cluster, 'DELETE', '/api/v1/nodes/node-1');
    await Promise.all([first.watch(), second.watch()]);
    expect(first.states()).toEqual(['cancelled 1: cancelled']);
    expect(second.states()).toEqual(['failed 1: node']);
    expect([first, second].flatMap(({ kube }) => kube.ledger())).toEqual(['0 1', '0 1']);
  });
});
