// What the frame costs that tells of a packed run of Kubernetes before it starts: trivial runs one after another in a worker of a
// pod, with that frame and without: their processor time. The container is a process of this machine.
import { podRig } from '../packages/dispatcher/test/kubernetes/pod-worker-rig.ts';
import { row } from './row.ts';
import { median, numberText } from './statistics.ts';

const rounds = 3;
const runs = 100;
const shell = ['sh', '-c', 'sh "$0"; times'] as const;
/** The worker, with an announcement that does nothing. */
const silent = [
  'sh',
  '-c',
  `sed 's/^mrunner_enter$/mrunner_announce() { :; }\\nmrunner_enter/' "$0" >"$0.silent" && sh "$0.silent"; times`,
] as const;

/** Milliseconds a run, by the last line of `times`: `0m1.230s 0m0.450s`. */
const measure = async (words: readonly string[]): Promise<number> => {
  await using rig = podRig();
  const commands = Array.from({ length: runs }, () => ({ command: 'true' }));
  rig.batch(commands, { mode: 'packed', tasks: 1, slots: 1, shared: false });
  const { log } = await rig.start(words, 0).ended;
  const ended = log.split('"event":"exit"').length - 1;
  if (ended !== runs) throw new Error(`${ended} of ${runs} runs ended: ${log.slice(-500)}`);
  const spent = [...(log.trimEnd().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  const seconds = spent.reduce(
    (sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest),
    0,
  );
  return (seconds * 1000) / runs;
};

const found = { framed: [] as number[], silent: [] as number[] };
for (let round = 0; round < rounds; round += 1) {
  found.framed.push(await measure(shell));
  found.silent.push(await measure(silent));
}
const text = (all: readonly number[]): string =>
  `${numberText(median(all))} (${numberText(Math.min(...all))} … ${numberText(Math.max(...all))}) ms of processor time a run`;
row('trivial packed runs in a pod, one after another', text(found.framed));
row('… without the frame that tells of a start', text(found.silent));
