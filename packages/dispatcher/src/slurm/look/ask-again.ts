import {
  parseSlot,
  type SacctLine,
  type SweepFacts,
  stopOf,
  type TaskLine,
  taskSlot,
} from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import { pause } from '../../host/pause.ts';
import type { Place } from '../../place/place.ts';
import { type Answered, squeueAnswer, squeueText } from './ask-scheduler.ts';

/** A cluster needs a moment to say how, or by whom, what is over was ended: so often it is asked again, after so many milliseconds. */
const most = 10;
const moment = 700;

/**
 * The answer of squeue, once it tells the ends of tasks whose runs failed by their records: their jobs may be ending still, and how
 * they ended may be why. Of other tasks the first answer stays, as their records were read after that.
 */
export async function endedLines(
  host: Host,
  place: Place,
  lines: readonly TaskLine[],
  facts: SweepFacts,
): Promise<readonly TaskLine[]> {
  const failed = failedSlots(facts);
  let known = lines;
  for (let again = 0; again < most; again++) {
    const ending = known.filter((line) => line.state === 'COMPLETING' && failed.has(slotOf(line)));
    if (ending.length === 0) break;
    await pause(host, moment);
    const answer = await place.run(squeueText([...new Set(ending.map(({ token }) => token))]));
    const read = answer.kind === 'done' ? squeueAnswer(answer) : { trouble: answer.text };
    if ('trouble' in read) break;
    const news = new Map(read.value.map((line) => [slotOf(line), line]));
    const meant = new Set(ending);
    known = known.map((line) => (meant.has(line) ? (news.get(slotOf(line)) ?? line) : line));
  }
  return known;
}

/** Tasks in which a run failed by its record, and that nobody here asked to end. */
function failedSlots({ runs }: SweepFacts): ReadonlySet<string> {
  const slots = new Set<string>();
  for (const attempts of runs.values()) {
    for (const attempt of attempts) {
      const isOurs = (attempt.exitCode ?? 0) === 0 || stopOf(attempt) !== undefined;
      const place = isOurs ? undefined : parseSlot(attempt.startedIn ?? '');
      if (place !== undefined) slots.add(slotOf(place));
    }
  }
  return slots;
}

const slotOf = ({ token, task }: { readonly token: string; readonly task: number }): string =>
  taskSlot(token, task);

/** Asks for accounts until they say by whom tasks were cancelled, which they do a moment later. */
export async function namedAccounts<T extends { readonly lines?: readonly SacctLine[] }>(
  host: Host,
  cancelled: readonly { readonly token: string; readonly task: number }[],
  ask: () => Promise<Answered<T>>,
): Promise<Answered<T>> {
  let answer = await ask();
  for (let again = 0; again < most; again++) {
    const lines = 'value' in answer ? answer.value.lines : undefined;
    if (lines === undefined) break;
    const named = new Set(lines.flatMap((line) => (line.by === undefined ? [] : [slotOf(line)])));
    if (cancelled.every((task) => named.has(slotOf(task)))) break;
    await pause(host, moment);
    answer = await ask();
  }
  return answer;
}
