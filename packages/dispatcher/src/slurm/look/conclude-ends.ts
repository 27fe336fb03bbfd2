import {
  type AttemptFacts,
  type ClusterConfig,
  type SweepEvent,
  type SweepFacts,
  type TaskLine,
  taskSlot,
} from '@mrunner/core';
import { type OpenTask, openTasks } from '../../cluster/look/open-tasks.ts';
import { recordEvents } from '../../cluster/look/record-events.ts';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import { namedAccounts } from './ask-again.ts';
import { type Accounts, type Answered, accountsAnswer, accountsText } from './ask-scheduler.ts';
import { judgeTasks, type Patience } from './judge-tasks.ts';
import { lostAttempts } from './lost-attempts.ts';

/** What squeue said, with what is known by then. */
export interface Findings {
  readonly lines: readonly TaskLine[];
  /** Read after squeue answered. */
  readonly facts: SweepFacts;
  /** Batches that had been submitted before squeue was asked: of others its silence says nothing. */
  readonly tokens: ReadonlySet<string>;
  /** Since when tasks are missed, by slot, from the look before. */
  readonly missed: ReadonlyMap<string, number>;
  readonly patience?: Patience;
  /** Batches whose files somebody removed. */
  readonly gone: ReadonlySet<string>;
  /** After so many failures workers start nothing more. */
  readonly maxFailures?: number | undefined;
}

/** What came of it. */
export interface Conclusion {
  /** What was recorded. */
  readonly events: readonly SweepEvent[];
  readonly missed: ReadonlyMap<string, number>;
  /** Why not everything could be found out. */
  readonly trouble?: string;
}

/** Records which tasks are over, asking for accounts where squeue does not tell enough. */
export async function concludeEnds(
  host: Host,
  home: string,
  place: Place,
  { lines, facts, tokens, missed, gone, patience, maxFailures }: Findings,
): Promise<Conclusion> {
  const tasks = openTasks(facts).filter(({ token }) => tokens.has(token));
  const unclear = unclearTasks(tasks, lines);
  const accounts =
    unclear.length === 0
      ? undefined
      : await namedAccounts(host, cancelledByOthers(unclear, lines), () =>
          askAccounts(host, place, facts, unclear),
        );
  const known = accounts !== undefined && 'value' in accounts ? accounts.value : undefined;
  const judged = judgeTasks(
    tasks,
    {
      lines,
      ...(known?.lines !== undefined && { accounts: known.lines }),
      isComplete: known !== undefined,
      gone,
      patience: patience ?? patienceOf(known?.config),
      isEnough: maxFailures !== undefined && failuresIn(facts) >= maxFailures,
    },
    missed,
    host.clock.now(),
  );
  const lost = lostAttempts(judged.events, facts, gone, host.clock.now());
  const events = [...judged.events, ...lost];
  recordEvents(host, home, events);
  return {
    events,
    missed: judged.missed,
    ...(accounts !== undefined && 'trouble' in accounts && { trouble: accounts.trouble }),
  };
}

/**
 * How many runs failed with their newest attempt that started, by what workers recorded. As workers count them: those of the
 * newest launch.
 */
export function failuresIn({ runs, batches }: Pick<SweepFacts, 'runs' | 'batches'>): number {
  const [last] = [...batches.values()].toSorted((a, b) => b.time - a.time);
  const launch = last?.token.replace(/\d+$/, '') ?? '';
  let failures = 0;
  for (const attempts of runs.values()) {
    const newest = attempts
      .filter(({ started }) => started)
      .reduce<AttemptFacts | undefined>(
        (last, each) => (last === undefined || each.attempt > last.attempt ? each : last),
        undefined,
      );
    const slot = newest?.startedIn ?? newest?.slots[0] ?? '';
    if ((newest?.exitCode ?? 0) !== 0 && slot.startsWith(launch)) failures++;
  }
  return failures;
}

/** Tasks that squeue does not know, or of which it does not tell by whom they were cancelled, or how an earlier life ended. */
function unclearTasks(tasks: readonly OpenTask[], lines: readonly TaskLine[]): readonly OpenTask[] {
  const bySlot = new Map(lines.map((line) => [taskSlot(line.token, line.task), line]));
  return tasks.filter(({ token, task, restarts, isUnwanted }) => {
    const line = bySlot.get(taskSlot(token, task));
    if (line === undefined || line.restarts > restarts) return true;
    return line.state === 'CANCELLED' && !isUnwanted;
  });
}

/** Those that squeue calls cancelled, and of which nobody here wished it. */
function cancelledByOthers(
  tasks: readonly OpenTask[],
  lines: readonly TaskLine[],
): readonly OpenTask[] {
  const slots = new Set(
    lines
      .filter(({ state }) => state === 'CANCELLED')
      .map(({ token, task }) => taskSlot(token, task)),
  );
  return tasks.filter(
    ({ token, task, isUnwanted }) => !isUnwanted && slots.has(taskSlot(token, task)),
  );
}

const hourMilliseconds = 3_600_000;

async function askAccounts(
  host: Host,
  place: Place,
  { submitted }: SweepFacts,
  tasks: readonly OpenTask[],
): Promise<Answered<Accounts>> {
  const jobs = new Set(tasks.flatMap(({ token }) => submitted.get(token)?.job ?? []));
  const since = Math.min(...tasks.map((task) => task.since));
  // The clocks of this machine and the cluster's may differ.
  const hours = (host.clock.now() - since) / hourMilliseconds + 1;
  const answer = await place.run(accountsText({ jobs: [...jobs], hours: Math.max(hours, 1) }));
  return answer.kind === 'done' ? accountsAnswer(answer) : { trouble: answer.text };
}

const mostPatience = 300_000;
const slack = 10_000;

/** What ended is known to squeue for MinJobAge: whoever misses it has waited that long for its records already. */
const patienceOf = (config: ClusterConfig | undefined): Patience => ({
  record: 60_000,
  vanished: Math.min(
    mostPatience,
    (config === undefined ? Number.POSITIVE_INFINITY : config.minJobAge * 1000) + slack,
  ),
});
