import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { watchCluster } from '../../src/backends/watch-cluster.ts';
import type { Host } from '../../src/host/host.ts';
import { hasContainers } from './has-containers.ts';
import { hastyHost } from './hasty-host.ts';
import { lookRig } from './look-rig.ts';
import { startTestCluster } from './test-cluster.ts';

const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';

test.runIf(hasContainers)(
  'of a pod that a suspended job takes back nothing stays, however closely somebody watches',
  async () => {
    const script = `if mkdir /ledger/$MRUNNER_RUN_INDEX 2>/dev/null; then echo first; ${hold}; else echo second; fi`;
    await using rig = await lookRig(startTestCluster(), { runs: [{ script }, { script }] });
    const { cluster, kube, states } = rig;
    const { host, sweep } = kube.rig;
    const seen = new Set<string>();
    const watched = watchCluster(host, sweep, {
      observe: () => {
        for (const state of states()) seen.add(state);
      },
    });
    await rig.until(() => states().every((state) => state === 'running 1'));
    await rig.until(() => kube.ledger().length === 2);
    const path = `/apis/batch/v1/namespaces/default/jobs/${cluster.jobs()[0]?.metadata.name}`;
    const suspend = (is: boolean) =>
      cluster.ask('PATCH', path, { spec: { suspend: is } }, 'application/merge-patch+json');
    await suspend(true);
    await rig.until(() => states().every((state) => state === 'pending 2'));
    await rig.until(() => cluster.pods().length === 0);
    await suspend(false);
    await watched;
    // Nobody waits for what only a person has go on.
    await rig.watch();
    expect(states()).toEqual(['succeeded 2', 'succeeded 2']);
    expect([...seen].filter((state) => !/^(pending|running|succeeded)/.test(state))).toEqual([]);
    expect([0, 1].map((index) => kube.rig.read(index, 'log.2'))).toEqual(['second\n', 'second\n']);
  },
);

test.runIf(hasContainers)(
  'a disk that fills up while somebody watches is told of, and what was said is kept when there is room',
  async () => {
    await using rig = await lookRig(startTestCluster(), { runs: [{ script: hold }] });
    const { cluster, kube, states } = rig;
    const { host, sweep } = kube.rig;
    await rig.lookUntil(() => states()[0] === 'running 1');
    let isFull = false;
    const files: Host['files'] = {
      ...host.files,
      writeAt: (...words) => {
        if (isFull) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        host.files.writeAt(...words);
      },
    };
    const troubles: (string | undefined)[] = [];
    const watched = watchCluster({ ...hastyHost(host, 15), files }, sweep, {
      observe: (_, { trouble }) => troubles.push(trouble),
    });
    await rig.until(() => cluster.watches.count() === 2 && troubles.length > 0);
    isFull = true;
    kube.go();
    await rig.until(() => troubles.some((trouble) => trouble !== undefined));
    expect(troubles.find((trouble) => trouble !== undefined)).toMatch(/full|space/);
    isFull = false;
    await watched;
    expect(states()).toEqual(['succeeded 1']);
    expect(existsSync(kube.rig.path(0, 'log.1'))).toBe(true);
  },
);
