import type { SweepOptions } from '@mrunner/core';
import type { DraftedBatch } from '@mrunner/dispatcher';
import { countText, resourcesText } from './sweep-words.ts';

/** What is said of batches that only differ in which runs they have. */
interface AlikeBatches {
  readonly batches: readonly DraftedBatch[];
  readonly first: DraftedBatch;
}

/**
 * What goes to a cluster, a line for each kind of array:
 * `1 array of 500, 50 at a time, 4 cpu, 16G, 2:00:00 each: at most 1000 machine hours`.
 *
 * @param options.saysResources whether it is said what each asks for. Default: true
 */
export const submitLines = (
  batches: readonly DraftedBatch[],
  { saysResources = true }: { readonly saysResources?: boolean } = {},
): readonly string[] => {
  const isOneContext = new Set(batches.map(({ context }) => context.name)).size === 1;
  return alike(batches).map(({ batches: some, first }) => {
    const each = saysResources ? resourcesText(first.resources) : '';
    return [
      arraysText(some, first) + (isOneContext ? '' : ` in ${first.context.name}`),
      ...throttleText(some),
      ...(each === '' ? [] : [`${each} each`]),
      ...(first.held ? ['held until the first ones work'] : []),
    ]
      .join(', ')
      .concat(hoursText(some));
  });
};

const alike = (batches: readonly DraftedBatch[]): readonly AlikeBatches[] => {
  const groups = new Map<string, DraftedBatch[]>();
  for (const batch of batches) {
    const { context, resources, packing, held } = batch;
    const key = JSON.stringify([context.name, resources, packing, held]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [batch]);
    else group.push(batch);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ batches: group, first }];
  });
};

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const arraysText = (
  batches: readonly DraftedBatch[],
  { packing, context }: DraftedBatch,
): string => {
  const most = Math.max(...batches.map(({ tasks }) => tasks));
  const runs = sum(batches.map((batch) => batch.runs.length));
  const isEven = batches.every(({ tasks }) => tasks === most);
  const unit = context.backend === 'kubernetes' ? 'job' : 'array';
  const arrays = `${countText(batches.length, unit)} of ${isEven ? '' : 'up to '}${most}`;
  if (packing.mode === 'packed') {
    const side =
      packing.slots === 1
        ? ''
        : `, ${packing.slots} side by side in each ${context.backend === 'kubernetes' ? 'pod' : 'task'}`;
    return `${arrays} for ${countText(runs, 'run')}${side}`;
  }
  return isEven ? arrays : `${arrays}, ${countText(runs, 'run')} in all`;
};

const throttleText = (batches: readonly DraftedBatch[]): string[] => {
  if (batches.every(({ throttle }) => throttle === undefined)) return [];
  return [`${sum(batches.map(({ throttle, tasks }) => throttle ?? tasks))} at a time`];
};

/** What it costs when everything takes as long as it may; nobody knows without a time limit. */
const hoursText = (batches: readonly DraftedBatch[]): string => {
  const seconds = sum(batches.map(secondsOf));
  if (Number.isNaN(seconds)) return '';
  const hours = seconds / 3600;
  const shown = hours < 10 ? Math.ceil(hours * 10) / 10 : Math.ceil(hours);
  return `: at most ${shown} machine ${shown === 1 ? 'hour' : 'hours'}`;
};

const secondsOf = ({ tasks, packing, resources }: DraftedBatch): number => {
  const time = (packing.mode === 'packed' ? packing.time : undefined) ?? resources.time;
  return time === undefined ? Number.NaN : tasks * time * (resources.nodes ?? 1);
};

/** The same of a sweep whose runs are children of mrun: `12 runs by srun, 4 at a time; mrun waits for them`. */
export const srunLine = (count: number, { parallel }: Pick<SweepOptions, 'parallel'>): string => {
  const pace = parallel === 'auto' ? 'up to 16 at a time' : `${parallel} at a time`;
  return `${countText(count, 'run')} by srun, ${pace}; mrun waits for them`;
};
