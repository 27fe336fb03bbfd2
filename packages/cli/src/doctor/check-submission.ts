import { type Context, partitionOf, timeText } from '@mrunner/core';
import { type ClusterFacts, type ClusterLook, timeProblem } from '@mrunner/dispatcher';
import { resourcesText } from '../output/sweep-words.ts';
import type { Finding } from './finding.ts';

/** Whether the scheduler would take and start runs of a context. */
export function checkSubmission(
  about: string,
  context: Context,
  facts: ClusterFacts,
  testOnly: ClusterLook['testOnly'],
): Finding {
  if (testOnly?.taken === false) {
    const text = [testOnly.text, ...hints(testOnly.text, facts)].join('\n');
    return { state: 'mend', about, text };
  }
  const { resources } = context;
  const { partition: _, ...rest } = resources;
  const partition = partitionOf(facts.partitions, resources.partition);
  const atMost = partition?.maxTime === undefined ? '' : timeText(partition.maxTime);
  const tooShort = timeProblem(facts, context);
  if (tooShort !== undefined) {
    const text = `time: ${timeText(resources.time ?? 0)} is more than partition ${tooShort.name} gives (${timeText(tooShort.maxTime ?? 0)}): such jobs wait for ever`;
    return { state: 'mend', about, text };
  }
  if (partition !== undefined && partition.state !== 'UP') {
    const text = `partition ${partition.name} is ${partition.state}: jobs wait until it is up`;
    return { state: 'note', about, text };
  }
  const where = partition === undefined ? [] : [`partition ${partition.name}`];
  const limit = atMost === '' ? [] : [`at most ${atMost}`];
  const what = resourcesText(rest);
  const asked = what === '' ? [] : [what];
  return {
    state: 'ok',
    about,
    text: `sbatch takes it: ${[...where, ...limit, ...asked].join(', ')}`,
  };
}

/** What there is instead of what sbatch refused. */
const hints = (text: string, { partitions, associations }: ClusterFacts): readonly string[] => {
  const accounts = [...new Set(associations.map(({ account }) => account))].join(', ');
  // `Invalid account or account/partition combination` may mean either.
  return [
    ...(/account/i.test(text) && accounts !== '' ? [`your accounts: ${accounts}`] : []),
    ...(/partition/i.test(text)
      ? [`partitions there: ${partitions.map(({ name }) => name).join(', ')}`]
      : []),
  ];
};
