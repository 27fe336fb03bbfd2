/**
 * Launches sweeps and disturbs them as seeds say: kills of launchers, workers and runs, cancels, pauses, retries, resumes.
 * Each is resumed until it is done; then what it claims must be what its runs wrote down themselves. Build first.
 *
 *   pnpm chaos --seeds 200 [--from 1] [--runs 300] [--jobs 2] [--verbose]
 *
 * Prints each seed that shows a violation, with all that was done, and how to repeat it; exits with 1 when there is one.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { inParallel } from '../packages/dispatcher/test/faults/in-parallel.ts';
import { chaosSeed } from './chaos/chaos-seed.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== '--'),
  options: {
    seeds: { type: 'string', default: '10' },
    from: { type: 'string', default: '1' },
    runs: { type: 'string', default: '300' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    verbose: { type: 'boolean', default: false },
  },
});
const [count, from, runs, jobs] = [values.seeds, values.from, values.runs, values.jobs].map(Number);
if (!count || from === undefined || Number.isNaN(from) || !runs || !jobs) {
  throw new Error('usage: pnpm chaos --seeds N [--from S] [--runs R] [--jobs J] [--verbose]');
}

const begun = performance.now();
const seeds = Array.from({ length: count }, (_, i) => from + i);
let attempts = 0;
const violated = await inParallel(jobs, seeds, async (seed) => {
  const outcome = await chaosSeed(seed, runs);
  attempts += outcome.attempts;
  if (outcome.wrong.length > 0) {
    console.log(`seed ${seed}: ${outcome.wrong.length} violations`);
    for (const what of outcome.wrong.slice(0, 20)) console.log(`  ${what}`);
    console.log(`  repeat it: pnpm chaos --seeds 1 --from ${seed} --runs ${runs} --verbose`);
  }
  if (values.verbose) console.log(outcome.story.map((line) => `    ${line}`).join('\n'));
  return outcome.wrong.length > 0 ? [seed] : [];
});
const seconds = ((performance.now() - begun) / 1000).toFixed(1);
const bad = violated.flat();
console.log(
  `seeds ${from} to ${from + count - 1}, ${runs} runs each: ${attempts} attempts in ${seconds} s, ` +
    (bad.length === 0 ? 'no violation' : `violations in ${bad.length}: ${bad.join(', ')}`),
);
if (bad.length > 0) process.exitCode = 1;
