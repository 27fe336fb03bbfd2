import type { ProcessIdentity } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { livenessOf } from '../processes/liveness.ts';
import { markedProcessSearch } from '../processes/marked-processes.ts';
import { lockHolder } from '../sweep-home/lock.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';

/**
 * What of a sweep lives or may live, in words: its launcher, its runs, its workers. Undefined when nothing does, which is
 * when its files may go. What can't be asked, since it is on another host, may live.
 */
export function livesText(host: Host, sweep: Sweep): string | undefined {
  const holder = lockHolder(host, sweep.home);
  // The lock of whoever asks is no launcher.
  if (holder !== undefined && !(holder.pid === host.machine.pid && isHere(host, holder))) {
    const lives = livenessOf(host, holder);
    if (lives === 'alive') return `process ${holder.pid} is launching it`;
    if (lives === 'unknown') {
      return `process ${holder.pid} on ${holder.host} was launching it, which can't be asked from here`;
    }
  }
  const { counts, workers } = sweep.status();
  const { running, pending } = counts;
  const atWork = running + pending;
  if (atWork > 0) return `${atWork === 1 ? '1 run' : `${atWork} runs`} may be running`;
  const [marked] = markedProcessSearch(host, sweep.record.id, sweep.home)();
  if (marked !== undefined) return `process ${marked.pid} of run ${marked.run} lives`;
  const worker = [...workers.values()].find((each) => isHere(host, each) && lives(host, each));
  return worker === undefined ? undefined : `its worker ${worker.pid} lives`;
}

const isHere = (host: Host, identity: ProcessIdentity): boolean =>
  identity.host === host.machine.host;

const lives = (host: Host, identity: ProcessIdentity): boolean =>
  livenessOf(host, identity) === 'alive';
