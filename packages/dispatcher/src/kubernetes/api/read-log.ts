import type { Host } from '../../host/host.ts';
import type { BodySink, Tried } from './call-api.ts';
import type { KubeAnswer } from './kube-answer.ts';
import type { KubeApi, KubeCall, LogOptions } from './kube-api.ts';
import { resourcePath } from './resource-paths.ts';
import { retrying } from './retrying.ts';
import { silenceAlarm } from './silence-alarm.ts';

/** Milliseconds in which a log must go on, unless it is followed. */
const logPatience = 120_000;

/** See `KubeApi.log`. */
export function readLog(
  host: Pick<Host, 'clock' | 'random'>,
  { namespace, server }: Pick<KubeApi, 'namespace' | 'server'>,
  tryOnce: (call: KubeCall, sink: BodySink) => Promise<Tried>,
  pod: string,
  { signal, milliseconds = logPatience, ...query }: LogOptions,
  told: (piece: Buffer) => void,
): Promise<KubeAnswer> {
  const call = {
    method: 'GET',
    path: resourcePath(namespace, 'pods', pod, 'log'),
    query: { ...query },
    // A long log takes its time.
    milliseconds: Number.POSITIVE_INFINITY,
  } as const;
  let wasTold = false;
  return retrying(host, { isGet: true, twice: false }, async () => {
    const silence = query.follow ? undefined : silenceAlarm(host, milliseconds);
    const signals = [signal, silence?.signal].filter((it) => it !== undefined);
    const tried = await tryOnce(call, {
      told: (piece) => {
        wasTold = true;
        silence?.heard();
        told(piece);
      },
      signal: AbortSignal.any(signals),
    });
    silence?.off();
    const lost = (text: string): Tried => ({ answer: { kind: 'lost', text } });
    if (tried.answer.kind === 'lost' && silence?.signal.aborted) {
      return lost(`${server}: nothing of it came for ${Math.ceil(milliseconds / 1000)} s`);
    }
    // What was told must not be told again.
    return wasTold && tried.answer.kind === 'unreached' ? lost(tried.answer.text) : tried;
  });
}
