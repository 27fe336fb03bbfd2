import {
  type Context,
  fail,
  isRemote,
  ok,
  type PackingLimits,
  type Problem,
  packing,
  type Result,
  shellQuote,
  timeText,
  workStorage,
} from '@mrunner/core';
import type { FarNames } from '../../cluster/code/bring-code.ts';
import { ownDirectory } from '../../cluster/code/bring-program.ts';
import { namesProgram, readNames } from '../../cluster/code/names-there.ts';
import type { ResourceVariant } from '../../cluster/submit/resource-variant.ts';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import { placeProblem } from '../../place/place-problem.ts';
import { linksOf } from '../../snapshot/code-source.ts';
import { clusterLimits } from '../facts/cluster-facts.ts';
import type { ClusterFacts } from '../facts/facts.ts';
import { factsProgram, readFacts } from '../facts/facts-program.ts';
import { keepFacts, keptFacts } from '../facts/kept-facts.ts';
import { timeProblem } from '../facts/time-problem.ts';
import { testOnlyProblem } from './test-only-problem.ts';
import { tryFunctions, tryText } from './try-program.ts';

/** What is known of a cluster once it was asked. */
export interface CheckedCluster {
  readonly facts: ClusterFacts;
  /** What of code is there; only where ssh leads to it. */
  readonly names: FarNames | undefined;
}

/**
 * Asks a cluster whether it would take what is to be submitted, before anything is recorded: whether it is reached, whether
 * the storage directory can be written, and what sbatch says to each kind of run. Everything that is wrong at once.
 *
 * @param contexts all of one place
 */
export async function checkCluster(
  host: Host,
  place: Place,
  contexts: readonly [Context, ...Context[]],
  asked: readonly ResourceVariant[],
): Promise<Result<CheckedCluster>> {
  const [first] = contexts;
  const kept = keptFacts(host, first);
  const limits = kept && clusterLimits(kept, first, first.resources.partition);
  const variants = asked.map((variant) =>
    withSlots(variant, first.parallel, limits ?? usualLimits),
  );
  const program = [
    ...(kept === undefined ? [factsProgram, unlessAnswered] : []),
    tryFunctions,
    storageCheck(workStorage(first)),
    ...(isRemote(first) ? [namesProgram(ownDirectory(first)), ...linkChecks(contexts)] : []),
    ...variants.map((variant, i) => `mrunner_part ${variantPart(i)}\n${tryText(variant)}`),
  ].join('\n');
  const answer = await place.run(program, { milliseconds: 60_000 + variants.length * 5000 });
  if (answer.kind !== 'done') return fail(placeProblem(place, first.name, answer));
  const about = { now: host.clock.now(), place, context: first.name };
  const facts = kept === undefined ? readFacts(answer.parts, about) : ok(kept);
  if (!facts.ok) return facts;
  if (kept === undefined) keepFacts(host, first, facts.value);
  const text = (name: string): string => answer.parts.get(name)?.toString() ?? '';
  const problems = [
    ...storageProblems(first, place, text(storagePart)),
    ...missingLinks(first, place, text(linksPart)),
    ...variants.flatMap((variant, i) => {
      const over = tooLong(variant, facts.value);
      return over.length > 0 ? over : testOnlyProblem(variant, place, text(variantPart(i)));
    }),
  ];
  if (problems.length > 0) return fail(...problems);
  return ok({ facts: facts.value, names: isRemote(first) ? readNames(answer) : undefined });
}

/** Of a cluster that was never asked: whether runs share tasks does not depend on it, unless nobody said how many. */
const usualLimits: PackingLimits = { maxArraySize: 1001 };

/** With how many runs side by side each task has, so that it is asked for what a task wants. */
function withSlots(
  variant: ResourceVariant,
  parallel: Context['parallel'],
  limits: PackingLimits,
): ResourceVariant {
  const { context, resources, count } = variant;
  const how = packing(context, { size: count, resources }, parallel, limits);
  return how.mode === 'packed' ? { ...variant, slots: how.slots } : variant;
}

/** What sbatch takes, and Slurm never starts. */
function tooLong(
  { context, resources, index }: ResourceVariant,
  facts: ClusterFacts,
): readonly Problem[] {
  const partition = timeProblem(facts, { resources, slurm: context.slurm });
  if (partition === undefined) return [];
  const most = timeText(partition.maxTime ?? 0);
  const message = `expected at most ${most}, which partition ${partition.name} gives, got ${timeText(resources.time ?? 0)}: Slurm would let it wait for ever`;
  return [
    {
      kind: 'conflict',
      path: `contexts.${context.name}.time`,
      message,
      details: ['when a quality of service allows more, name it: qos'],
      indexes: [index],
    },
  ];
}

/** Slurm's commands wait long for a controller that does not answer: there is no use in asking more. */
const unlessAnswered = 'case $mrunner_facts in *SLURM_VERSION*) ;; *) exit 0 ;; esac';

const storagePart = 'storage';
const linksPart = 'links';
const variantPart = (i: number): string => `variant-${i}`;

/** Tells the nearest directory above that can't be written to; nothing when all is well. */
const storageCheck = (storage: string): string => `mrunner_part ${storagePart}
mrunner_at=${shellQuote(storage)}
while [ ! -e "$mrunner_at" ] && [ "$mrunner_at" != / ]; do mrunner_at=$(dirname "$mrunner_at"); done
if [ ! -d "$mrunner_at" ]; then echo "$mrunner_at is no directory"
elif [ ! -w "$mrunner_at" ]; then echo "you may not write to $mrunner_at"; fi`;

const storageProblems = (
  { name, storageDir }: Context,
  { title }: Place,
  text: string,
): readonly Problem[] => {
  const trouble = text.trim();
  if (trouble === '') return [];
  return [
    {
      kind: 'file',
      path: `contexts.${name}.storage_dir`,
      message: `expected a directory on ${title} that can be written to, got ${storageDir}: ${trouble}`,
    },
  ];
};

const linkChecks = (contexts: readonly Context[]): readonly string[] => [
  `mrunner_part ${linksPart}`,
  ...contexts.flatMap((context) =>
    linksOf([context]).map((path) => {
      const there = shellQuote(`${context.storageDir}/${path}`);
      return `[ -e ${there} ] || printf '%s\\n' ${there}`;
    }),
  ),
];

const missingLinks = ({ name }: Context, { title }: Place, text: string): readonly Problem[] =>
  text
    .split('\n')
    .filter((path) => path !== '')
    .map((path) => ({
      kind: 'file',
      path: `contexts.${name}.link`,
      message: `what is linked must be below the storage directory on ${title}, and ${path} does not exist there`,
      details: ['put it there once, or prepare it in each snapshot: setup: npm ci'],
    }));
