import { describe, expect, test } from 'vitest';
import { anyCluster } from './any-cluster.ts';
import { jobOf, must } from './cluster-objects.ts';
import { lookRig } from './look-rig.ts';
import { runsPods } from './submit-rig.ts';

const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';
const result = 'echo "{\\"acc\\": $MRUNNER_RUN_INDEX}" >"$RESOURCE_DIR_PATH/result.json"';
const metric =
  'echo "{\\"values\\":{\\"loss\\":$MRUNNER_ATTEMPT},\\"attempt\\":$MRUNNER_ATTEMPT}" >>"$RESOURCE_DIR_PATH/metrics.jsonl"';

describe.runIf(runsPods)('a look at a cluster', () => {
  test('what runs did is known after a look, with their logs, results and metrics at home', async () => {
    await using rig = await lookRig(anyCluster(), {
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
    // The Job, of which all is here, is to delete itself.
    expect((await jobOf(cluster)).spec.ttlSecondsAfterFinished).toBe(86_400);
  });

  test('of a Job that somebody deleted nothing goes on, and what had not begun is free again', async () => {
    await using rig = await lookRig(anyCluster(), {
      runs: [{ script: hold }, { script: hold }],
      options: { parallel: 1 },
    });
    const { cluster, states, look } = rig;
    await rig.lookUntil(() => states()[0] === 'running 1');
    const { metadata } = await jobOf(cluster);
    const path = `/apis/batch/v1/namespaces/${cluster.namespace}/jobs/${metadata.name}`;
    await must(cluster, 'DELETE', path, { propagationPolicy: 'Background' });
    await rig.until(async () => (await cluster.pods()).length === 0);
    await look();
    expect(states()).toEqual(['unknown 1: lost', 'planned 0']);
  });

  test('a pod that is gone before anybody looked is believed by what its Job says', async () => {
    await using rig = await lookRig(anyCluster(), { runs: [{ script: ':' }, { script: hold }] });
    const { cluster, states, look } = rig;
    await rig.until(
      async () =>
        (await jobOf(cluster)).status.completedIndexes === '0' &&
        (await cluster.pods()).some(({ status }) => status.phase === 'Running'),
    );
    for (const { metadata } of await cluster.pods()) {
      await must(
        cluster,
        'DELETE',
        `/api/v1/namespaces/${cluster.namespace}/pods/${metadata.name}`,
      );
    }
    await rig.until(async () => (await cluster.pods()).length === 0);
    await look();
    expect(states()).toEqual(['succeeded 1', 'unknown 1: lost']);
  });

  test('two looks at once see the same', async () => {
    await using rig = await lookRig(anyCluster(), {
      runs: [{ script: `echo hello; ${result}` }, { script: 'exit 3' }],
    });
    await rig.kube.ended();
    await Promise.all([rig.look(), rig.look(), rig.look()]);
    expect(rig.states()).toEqual(['succeeded 1', 'failed 1: exit']);
    expect(rig.kube.rig.read(0, 'log.1')).toBe('hello\n');
  });

  test('a look that is ended at any of its writes is finished by the next one', async () => {
    await using rig = await lookRig(anyCluster(), {
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
    await using rig = await lookRig(anyCluster(), {
      runs: [{ script: `echo one; ${result}` }, { script: 'echo two; exit 5' }, { script: hold }],
      options: { parallel: 1 },
      kubernetes: { pack: 3 },
    });
    await rig.lookUntil(() => rig.states()[1] === 'failed 1: exit');
    expect(rig.states()[0]).toBe('succeeded 1');
    expect(rig.kube.rig.read(0, 'log.1')).toBe('one\n');
    expect(rig.kube.rig.read(1, 'log.1')).toBe('two\n');
    expect(rig.kube.rig.read(0, 'result.json')).toBe('{"acc": 0}\n');
  });
});
