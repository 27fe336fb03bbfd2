import { apiProblem } from '@mrunner/core/kubernetes';
import type { Host } from '../../host/host.ts';
import { pause } from '../../host/pause.ts';
import type { Tried } from './call-api.ts';
import { type KubeAnswer, refusalOf } from './kube-answer.ts';

/** How often a call is tried, at most. */
const mostTries = 5;
/** Milliseconds that a server may ask to be left alone for. */
const longestPause = 30_000;
const firstPause = 250;

/** What may be done about an answer that is not well. */
export interface RetryRules {
  readonly isGet: boolean;
  /** To carry it out twice does no harm. */
  readonly twice: boolean;
  /** It makes an object: one that changed meanwhile is another's, as a quota is that several count at once. */
  readonly makes?: boolean;
}

/** Calls until there is an answer that another try would not better. */
export async function retrying(
  host: Pick<Host, 'clock' | 'random'>,
  rules: RetryRules,
  tryOnce: () => Promise<Tried>,
): Promise<KubeAnswer> {
  const { isGet } = rules;
  let mayBeDone = false;
  for (let tries = 1; ; tries++) {
    const { answer, retryAfter } = await tryOnce();
    if (tries >= mostTries || !wantsAnother(answer, rules, tries)) {
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

function wantsAnother(
  answer: KubeAnswer,
  { isGet, twice, makes = false }: RetryRules,
  tries: number,
): boolean {
  // A server that starts again is back soon; one that is not there keeps nobody waiting for long.
  if (answer.kind === 'unreached') return answer.wantsLogin === undefined && tries <= 2;
  if (answer.kind === 'lost') return twice && tries <= 3;
  const { code } = answer;
  // It was not let in.
  if (code === 429) return true;
  if (makes && code === 409) return apiProblem(refusalOf(answer)) === 'conflict';
  return [500, 502, 503, 504].includes(code) && (isGet || twice);
}
