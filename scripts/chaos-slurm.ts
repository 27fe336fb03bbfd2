/**
 * Submits sweeps to a Slurm of its own and disturbs both as seeds say: nodes that fail, a controller that is killed or hangs, jobs
 * that are cancelled, requeued, held and preempted by others, commands that lie, links that break, mrun killed. Build first.
 *
 *   pnpm chaos-slurm --seeds 20 [--from 1] [--runs 60] [--verbose]
 *
 * Prints each seed that shows a violation, with all that was done; exits with 1 when there is one.
 */
import { parseArgs } from 'node:util';
import { slurmSeed } from './chaos/slurm/slurm-seed.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== '--'),
  options: {
    seeds: { type: 'string', default: '5' },
    from: { type: 'string', default: '1' },
    runs: { type: 'string', default: '60' },
    verbose: { type: 'boolean', default: false },
  },
});
const [count, from, runs] = [values.seeds, values.from, values.runs].map(Number);
if (!count || from === undefined || Number.isNaN(from) || !runs) {
  throw new Error('usage: pnpm chaos-slurm --seeds N [--from S] [--runs R] [--verbose]');
}

const bad: number[] = [];
for (let seed = from; seed < from + count; seed++) {
  const begun = performance.now();
  const { wrong, story, attempts } = await slurmSeed(seed, runs);
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  console.log(`seed ${seed}: ${attempts} attempts in ${seconds} s, ${wrong.length} violations`);
  for (const what of wrong.slice(0, 20)) console.log(`  ${what}`);
  if (values.verbose || wrong.length > 0) {
    console.log(story.map((line) => `    ${line}`).join('\n'));
  }
  if (wrong.length > 0) bad.push(seed);
}
console.log(bad.length === 0 ? 'no violation' : `violations in ${bad.length}: ${bad.join(', ')}`);
if (bad.length > 0) process.exitCode = 1;
