import type { Host } from '../../host/host.ts';
import { packedRun } from '../../pack/packed-run.ts';
import { writePack } from '../../pack/write-pack.ts';
import { batchFiles, workFiles } from '../work-files.ts';
import type { DraftedBatch } from './draft-batches.ts';
import type { RunPlanner } from './run-planner.ts';

/** Writes what the workers of a batch read, beside where it belongs: whoever submits it puts it there. */
export function stageBatch(
  host: Host,
  directory: string,
  batch: DraftedBatch,
  planner: RunPlanner,
  order: string,
): void {
  const staged = `${directory}/${workFiles.staged(batch.token)}`;
  host.files.makeDirectories(staged);
  const { context, runs } = batch;
  writePack(
    host,
    { pack: `${staged}/${batchFiles.pack}`, index: `${staged}/${batchFiles.index}` },
    packedRuns(runs, planner, context),
  );
  host.files.replace(`${staged}/${batchFiles.order}`, order);
  host.files.makeDirectory(`${staged}/${batchFiles.claims}`);
  host.files.syncDirectory(staged);
}

function* packedRuns(
  runs: DraftedBatch['runs'],
  planner: RunPlanner,
  context: DraftedBatch['context'],
) {
  for (const { recorded, attempt } of runs) {
    const plan = (at: number) => planner.plan(recorded, at);
    yield packedRun(plan, attempt, context, planner.pythonDirectories);
  }
}
