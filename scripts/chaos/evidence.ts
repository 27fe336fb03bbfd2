import type { Host } from '../../packages/dispatcher/src/host/host.ts';
import type { Sweep } from '../../packages/dispatcher/src/sweep-home/open-sweep.ts';
import type { LedgerLine } from '../../packages/dispatcher/test/faults/ledger.ts';

/** What is recorded of the runs that violations name: lines of events with their files, and of the ledger. */
export function evidence(
  { files }: Host,
  { home }: Sweep,
  wrong: readonly string[],
  ledger: readonly LedgerLine[],
): readonly string[] {
  const numbers = wrong.flatMap((what) => /^run (\d+)/.exec(what)?.[1] ?? []);
  const named = new Set(numbers.slice(0, 5).map(Number));
  const events = files.list(`${home}/events`).flatMap((name) =>
    (files.read(`${home}/events/${name}`) ?? '')
      .split('\n')
      .filter((line) => isOf(named, line))
      .map((line) => `${name}: ${line}`),
  );
  const lines = ledger.filter(({ index }) => named.has(index)).map((line) => JSON.stringify(line));
  return [...events, ...lines.map((line) => `ledger: ${line}`)];
}

/** Also those of no run: launchers, workers, wishes. */
function isOf(runs: ReadonlySet<number>, line: string): boolean {
  const run = /"run":(\d+)/.exec(line)?.[1];
  return line !== '' && (line.includes('"runs"') || run === undefined || runs.has(Number(run)));
}
