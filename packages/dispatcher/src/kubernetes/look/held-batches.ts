import { launcherOfToken, type SweepFacts } from '@mrunner/core';

/** Milliseconds that a canary must have lived. */
const wellAfter = 60_000;

/** Batches that wait for their canaries. */
export function heldBatches(facts: SweepFacts, now: number): ReadonlySet<string> {
  const held = [...facts.batches.values()].filter((batch) => batch.held);
  return new Set(
    held.flatMap(({ token }) => (areWell(facts, launcherOfToken(token), now) ? [] : [token])),
  );
}

/** Whether all canaries of a launcher lived for a minute, or succeeded. */
function areWell(facts: SweepFacts, launcher: string, now: number): boolean {
  const canaries = [...facts.batches.values()]
    .filter(({ token, held }) => !held && launcherOfToken(token) === launcher)
    .flatMap(({ runs }) => runs.map(([run]) => run));
  return canaries.every((run) => {
    if (facts.plain?.get(run) !== undefined) return true;
    const attempts = facts.runs.get(run) ?? [];
    return attempts.some(({ exitCode, startedAt }) =>
      exitCode === undefined
        ? startedAt !== undefined && now - startedAt >= wellAfter
        : exitCode === 0,
    );
  });
}
