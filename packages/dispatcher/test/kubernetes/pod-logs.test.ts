import { describe, expect, test } from 'vitest';
import { podLogs } from '../../src/kubernetes/logs/pod-log.ts';
import type { PodLogReader } from '../../src/kubernetes/logs/pod-log-reader.ts';
import { restOfLog } from '../../src/kubernetes/logs/rest-of-log.ts';
import { type AnyCluster, anyCluster } from './any-cluster.ts';
import { type LookRig, lookRig } from './look-rig.ts';
import { runsPods } from './submit-rig.ts';
import { startTestCluster } from './test-cluster.ts';

const waitFor = (name: string): string => `while [ ! -e /ledger/${name} ]; do sleep 0.05; done`;
const beginningIsGone = 'mrunner: the beginning of this log is gone: its node kept only the end\n';
const linesMayBeGone =
  'mrunner: lines may be missing here: its node kept only the end of the log\n';

/** The log of run 0, which is followed from when it runs until it is stopped, and what came of it. */
async function following({ kube, lookUntil, states }: LookRig<AnyCluster>, silence?: number) {
  await lookUntil(() => states()[0] === 'running 1');
  const { host, sweep } = kube.rig;
  const opened = await podLogs(host, sweep);
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const log = opened.value.of(0, 1);
  const end = new AbortController();
  let connection = new AbortController();
  const heard = { text: '', reads: 0 };
  const told = (bytes: Uint8Array): void => {
    heard.text += Buffer.from(bytes).toString();
  };
  const read = async (): Promise<void> => {
    const pace = silence === undefined ? {} : { silence };
    let isWhole: true | undefined;
    while (!end.signal.aborted && !isWhole) {
      connection = new AbortController();
      const signal = AbortSignal.any([end.signal, connection.signal]);
      ({ isWhole } = await log.read({ follow: true, signal, told, ...pace }));
      heard.reads += 1;
    }
  };
  const over = read();
  const { of } = opened.value;
  return {
    /** What is there now, by a connection of its own. */
    peek: async (): Promise<string> => {
      let text = '';
      await of(0, 1).read({ told: (bytes) => (text += Buffer.from(bytes).toString()) });
      return text;
    },
    heard,
    log,
    over,
    reconnect: () => connection.abort(),
    [Symbol.asyncDispose]: async () => {
      end.abort();
      await over;
      opened.value.close();
    },
  };
}

/** What the log of run 0 that was kept has behind what was told. */
const restAtHome = ({ kube: { rig } }: LookRig<AnyCluster>, log: PodLogReader): string =>
  Buffer.concat([...restOfLog(rig.host, rig.path(0, 'log.1'), log.told())]).toString();

describe.runIf(runsPods)('the log of a pod that is followed', () => {
  test('goes on over another connection when the one it came over is open at one side only', async () => {
    const script = `echo one; ${waitFor('two')}; echo two; printf three; ${waitFor('four')}; echo four`;
    await using rig = await lookRig(startTestCluster(), { runs: [{ script }] });
    const { cluster, kube } = rig;
    await using followed = await following(rig, 1000);
    const { heard } = followed;
    await rig.until(() => heard.text === 'one\n' && cluster.logs.count() === 1);
    cluster.logs.freeze();
    kube.go('two');
    await rig.until(() => heard.text === 'one\ntwo\n');
    // The end is not told of either.
    await rig.until(() => cluster.logs.count() === 1);
    cluster.logs.freeze();
    kube.go('four');
    await followed.over;
    expect(heard.text).toBe('one\ntwo\nthreefour\n');
    expect(heard.reads).toBeGreaterThanOrEqual(3);
    await rig.look();
    expect(kube.rig.read(0, 'log.1')).toBe(heard.text);
    expect(restAtHome(rig, followed.log)).toBe('');
  });

  test('is told once, line by line, however often its connections break', async () => {
    const times = 8;
    const lines = Array.from({ length: 10 }, (_, n) => `line ${n % 3}\n`).join('');
    const script = `n=0; while [ $n -lt ${times} ]; do while [ ! -e /ledger/go$n ]; do sleep 0.05; done; n=$((n+1)); i=0; while [ $i -lt 10 ]; do echo "line $((i%3))"; i=$((i+1)); done; done`;
    await using rig = await lookRig(anyCluster(), { runs: [{ script }] });
    await using followed = await following(rig);
    const { heard } = followed;
    for (let n = 0; n < times; n += 1) {
      rig.kube.go(`go${n}`);
      // Wherever in these lines that is.
      await rig.until(() => heard.text.length > n * lines.length);
      followed.reconnect();
    }
    await followed.over;
    expect(heard.reads).toBeGreaterThan(times - 1);
    expect(heard.text).toBe(lines.repeat(times));
  });

  test('says where lines may be missing because its node rotated it, and never tells one twice', async () => {
    const script = `echo one; ${waitFor('two')}; echo two; ${waitFor('three')}; echo three; ${waitFor('four')}; echo four; exit 3`;
    await using rig = await lookRig(startTestCluster(), { runs: [{ script }] });
    const { cluster, kube } = rig;
    await using followed = await following(rig);
    const { heard } = followed;
    await rig.until(() => heard.text === 'one\n' && cluster.logs.count() === 1);
    const name = cluster.pods()[0]?.metadata.name ?? '';
    const printed = async (words: string): Promise<void> => {
      kube.go(words);
      await rig.until(async () => (await followed.peek()).includes(words));
    };
    cluster.logs.freeze();
    await printed('two');
    cluster.logs.rotate(name);
    await printed('three');
    cluster.logs.cut();
    await rig.until(() => heard.text === `one\n${linesMayBeGone}three\n`);
    // Who comes now gets what is there.
    await using late = await following(rig);
    await rig.until(() => late.heard.text === `${beginningIsGone}three\n`);
    kube.go('four');
    await Promise.all([followed.over, late.over]);
    expect(late.heard.text).toBe(`${beginningIsGone}three\nfour\n`);
    expect(heard.text).toBe(`one\n${linesMayBeGone}three\nfour\n`);
    await kube.ended();
    await rig.look();
    expect(rig.states()).toEqual(['failed 1: exit']);
    expect(kube.rig.read(0, 'log.1')).toBe(late.heard.text);
    expect(restAtHome(rig, followed.log)).toBe('');
    expect(restAtHome(rig, late.log)).toBe('');
  });
});
