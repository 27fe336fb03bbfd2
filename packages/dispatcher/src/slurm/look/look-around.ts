import { collectFacts, isRemote, type SweepFacts, taskSlot, workDirectory } from '@mrunner/core';
import { failureEvents, logKey, unexplainedFailures } from '../../cluster/look/failure-events.ts';
import { openTasks, unresolvedTokens } from '../../cluster/look/open-tasks.ts';
import { recordEvents } from '../../cluster/look/record-events.ts';
import { groupTasks, type SchedulerView, unanswered } from '../../cluster/look/scheduler-file.ts';
import type { Host } from '../../host/host.ts';
import type { DoneProgram, Place, PlaceAnswer } from '../../place/place.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { readFacts } from '../../sweep-home/read-facts.ts';
import { endedLines } from './ask-again.ts';
import { squeueAnswer, squeueRests } from './ask-scheduler.ts';
import { changedEvents, type KnownEvents } from './changed-events.ts';
import { clearPrivate, mayClear } from './clear-private.ts';
import { concludeEnds } from './conclude-ends.ts';
import type { Patience } from './judge-tasks.ts';
import { keepEvents } from './keep-events.ts';
import { goneBatches, isWorkGone, lookText } from './look-program.ts';
import { endedAttempts, hasNews, pullResults } from './pull-results.ts';
import { type Pulled, readPulled, writePulled } from './pulled-file.ts';
import { restLines } from './rest-lines.ts';
import { slotsOfEnds, stopSiblings } from './stop-siblings.ts';

/** What is to be found out, and what is known before. */
export interface Look {
  readonly view: SchedulerView;
  readonly pulled: Pulled;
  /** Batches that the scheduler has, and that may have living tasks. */
  readonly submitted: ReadonlySet<string>;
  /** With those of which nobody knows whether it has them. */
  readonly tokens: readonly string[];
}

/** Undefined when there is nothing to find out any more. */
export function openLook(host: Host, sweep: Sweep, view: SchedulerView): Look | undefined {
  const facts = readFacts(host, sweep.home);
  const pulled = readPulled(host, sweep.home);
  const submitted = new Set(openTasks(facts).map(({ token }) => token));
  const tokens = [...submitted, ...unresolvedTokens(facts)];
  const isNeeded =
    tokens.length > 0 ||
    view.unstopped !== undefined ||
    (isFar(sweep) && hasNews(facts, pulled.attempts)) ||
    unexplainedFailures(facts).length > 0 ||
    mayClear(host, sweep, facts, pulled);
  return isNeeded ? { view, pulled, submitted, tokens } : undefined;
}

/** Whether the home is fed from another machine. */
const isFar = ({ record }: Sweep): boolean => record.contexts.some(isRemote);

/** A controller that hangs is given up by squeue itself, after some ten seconds. */
const answerTime = 60_000;

/** Asks, and answers what is to be remembered of that. */
export async function lookAround(
  host: Host,
  sweep: Sweep,
  place: Place,
  look: Look,
  patience: Patience | undefined,
): Promise<SchedulerView> {
  const { view, tokens, pulled } = look;
  const askedAt = host.clock.now();
  const next = Math.floor(host.random() * 36 ** 6).toString(36);
  const work = workDirectory(sweep.record);
  const far = isFar(sweep) && { work, known: knownEvents(host, sweep, pulled, next) };
  const text = lookText({ tokens, ...(far && { far }) });
  const answer = await place.run(text, { milliseconds: answerTime });
  if (answer.kind !== 'done') return unanswered(view, { askedAt, ...troubleOf(answer) });
  const large = keepEvents(host, sweep.home, changedEvents(answer.parts));
  // Read after the scheduler has answered.
  const facts = readFacts(host, sweep.home);
  // Of a sweep that is over everything is here that ever will be; one that was not submitted need not have files yet.
  const gone = goneBatches(answer, look.submitted);
  const ends = await findEnds(host, sweep, { place, look, answer, facts, gone, patience, askedAt });
  const isGone = isWorkGone(answer);
  const fed = isGone ? {} : { list: next };
  const kept = { ...pulled, ...fed, large: [...new Set([...pulled.large, ...large])] };
  const trouble = await bringRest(host, sweep, place, facts, { pulled: kept, isGone });
  const unstopped = await stopSiblings(host, sweep, place, [
    ...(view.unstopped ?? []),
    ...ends.slots,
  ]);
  const told = ends.view.trouble ?? trouble;
  return {
    ...ends.view,
    ...(unstopped.length > 0 && { unstopped }),
    ...(told !== undefined && { trouble: told }),
    ...(gone.size > 0 && { gone: work }),
  };
}

const knownEvents = (
  { files }: Host,
  { home }: Sweep,
  { list, large }: Pulled,
  next: string,
): KnownEvents => ({
  ...(list !== undefined && { list }),
  next,
  large: new Map(large.map((name) => [name, files.stat(`${home}/events/${name}`)?.size ?? 0])),
});

const troubleOf = (
  answer: Exclude<PlaceAnswer, DoneProgram>,
): Pick<SchedulerView, 'trouble' | 'wantsLogin' | 'isUnreached'> => ({
  trouble: answer.text,
  ...(answer.kind === 'unreached' && { isUnreached: true }),
  ...(answer.kind === 'unreached' && answer.wantsLogin && { wantsLogin: true }),
});

interface Seen {
  readonly place: Place;
  readonly look: Look;
  readonly answer: DoneProgram;
  readonly facts: SweepFacts;
  readonly gone: ReadonlySet<string>;
  readonly patience: Patience | undefined;
  readonly askedAt: number;
}

/** Records which tasks have ended, also in `facts`, and answers their slots, and what the scheduler says of the others. */
async function findEnds(
  host: Host,
  { home, record }: Sweep,
  { place, look, answer, facts, gone, patience, askedAt }: Seen,
): Promise<{ readonly view: SchedulerView; readonly slots: readonly string[] }> {
  const { view, tokens, submitted } = look;
  const lines = tokens.length === 0 ? { value: [] } : squeueAnswer(answer);
  if ('trouble' in lines) {
    return { view: unanswered(view, { askedAt, trouble: lines.trouble }), slots: [] };
  }
  const told = await endedLines(host, place, lines.value, facts);
  const known = [...told, ...restLines(squeueRests(answer), told, openTasks(facts))];
  const ends = await concludeEnds(host, home, place, {
    lines: known,
    facts,
    tokens: submitted,
    missed: new Map(view.missed),
    gone,
    maxFailures: record.options.maxFailures,
    ...(patience !== undefined && { patience }),
  });
  collectFacts(ends.events, facts);
  const open = new Set(openTasks(facts).map(({ token, task }) => taskSlot(token, task)));
  const living = known.filter(({ token, task }) => open.has(taskSlot(token, task)));
  return {
    slots: slotsOfEnds(ends.events),
    view: {
      askedAt,
      asOf: askedAt,
      tasks: groupTasks(living),
      missed: [...ends.missed],
      ...(ends.trouble !== undefined && { trouble: ends.trouble }),
    },
  };
}

/** Fetches results, and removes what nobody needs there any more. Answers what went wrong. */
async function bringRest(
  host: Host,
  sweep: Sweep,
  place: Place,
  facts: SweepFacts,
  { pulled, isGone }: { readonly pulled: Pulled; readonly isGone: boolean },
): Promise<string | undefined> {
  let { attempts, clearedBatches } = pulled;
  let trouble: string | undefined;
  const failures = unexplainedFailures(facts);
  let logs: ReadonlyMap<string, string> | undefined;
  if (isGone) attempts = endedAttempts(facts, attempts);
  else if (isFar(sweep)) {
    const results = await pullResults(host, sweep, facts, { place, known: attempts, failures });
    ({ attempts, logs, trouble } = { trouble, ...results });
  }
  const explained = failures.filter((each) => logs?.has(logKey(each)) ?? true);
  recordEvents(host, sweep.home, failureEvents(host, sweep, explained, logs));
  if (mayClear(host, sweep, facts, pulled) && (await clearPrivate(place, sweep))) {
    clearedBatches = facts.batches.size;
  }
  const cleared = clearedBatches !== undefined && { clearedBatches };
  writePulled(host, sweep.home, { ...pulled, attempts, ...cleared });
  return trouble;
}
