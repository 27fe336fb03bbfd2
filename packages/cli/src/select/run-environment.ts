import { taskOf, taskSlot } from '@mrunner/core';
import { type EnvironmentRecord, readEnvironment } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { SeenRun } from './seen-run.ts';

/** In what the newest attempt of a run was; undefined when nobody recorded it, or not yet. */
export const runEnvironment = (
  { host }: Pick<Cli, 'host'>,
  { sweep, recorded, status }: Pick<SeenRun, 'sweep' | 'recorded' | 'status'>,
): EnvironmentRecord | undefined => {
  const newest = status.state === 'planned' ? (status.attempts.at(-1) ?? status) : status;
  const images = new Set(sweep.record.memberFlags?.map(({ image }) => image));
  const environment = readEnvironment(host, sweep.home, {
    slots: newest.slots ?? [],
    context: recorded.context,
    alike: images.size < 2,
  });
  if (environment?.node === undefined) return environment;
  const place = taskOf(newest);
  if (place?.task === undefined) return environment;
  const { token, task, slot, restarts } = place;
  const own = taskSlot(token, task, { ...(slot !== undefined && { slot }), restarts });
  const node = sweep.status().nodes.get(own);
  return node === undefined || node === environment.node
    ? environment
    : onOtherNode(environment, node);
};

/** What of a pod's environment holds for another one of its Job: what is in the image, and nothing of the machine. */
const onOtherNode = (
  { slot, context, image, program, version, files, packages }: EnvironmentRecord,
  node: string,
): EnvironmentRecord => ({
  slot,
  context,
  node,
  ...(image !== undefined && { image }),
  ...(program !== undefined && { program }),
  ...(version !== undefined && { version }),
  gpus: [],
  files,
  packages,
});
