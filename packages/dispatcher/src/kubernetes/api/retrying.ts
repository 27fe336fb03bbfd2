import type { Host } from '../../host/host.ts';
import { pause } from '../../host/pause.ts';
import type { Tried } from './call-api.ts';
import type { KubeAnswer } from './kube-answer.ts';

/** How often a call is tried, at most. */
const mostTries = 5;
/** Milliseconds that a server may ask to be left alone for. */
const longestPause = 30_000;
const firstPause = 250;

/** Calls until there is an answer that another try would not better. */
export async function retrying(
  host: Pick<Host, 'clock' | 'random'>,
  isGet: boolean,
  twice: boolean,
  tryOnce: () => Promise<Tried>,
): Promise<KubeAnswer> {
  let mayBeDone = false;
  for (let tries = 1; ; tries++) {
    const { answer, retryAfter } = await tryOnce();
    if (tries >= mostTries || !wantsAnother(answer, isGet, twice, tries)) {
      const isUnknown = mayBeDone && answer.kind === 'unreached' && !isGet;
      return isUnknown ? { kind: 'lost', text: answer.text } : answer;
    }
    // What an earlier try brought about a later one can't tell.
    if (answer.kind === 'lost') mayBeDone = true;
    if (answer.kind === 'done' && answer.code >= 500) mayBeDone = true;
    const backoff = firstPause * 2 ** (tries - 1) * (0.5 + host.random());
    await pause(host, Math.min(longestPause, Math.max(backoff, retryAfter ?? 0)));
  }
}

function wantsAnother(answer: KubeAnswer, isGet: boolean, twice: boolean, tries: number): boolean {
  // A server that starts again is back soon; one that is not there keeps nobody waiting for long.
  if (answer.kind === 'unreached') return answer.wantsLogin === undefined && tries <= 2;
  if (answer.kind === 'lost') return twice && tries <= 3;
  const { code } = answer;
  // It was not let in.
  if (code === 429) return true;
  return [500, 502, 503, 504].includes(code) && (isGet || twice);
}
