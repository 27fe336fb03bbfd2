import { type CodeRecord, type PlannedRun, publicValue } from '@mrunner/core';
import type { CodeFile } from '@mrunner/dispatcher';
import type { PreparedSweep } from '../load/prepare-sweep.ts';

/** A planned run as `mrun plan --json` shows it. */
export const plannedRunJson = (
  run: PlannedRun,
  env: { readonly [name: string]: string },
): object => ({
  index: run.index,
  context: run.context,
  project: run.project,
  name: run.name,
  parameters: publicValue(run.parameters),
  tags: run.tags,
  command: run.command,
  env,
  cwd: run.cwd,
  files: run.files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) })),
});

/** The code of a plan, for programs; `files` and what follows only of a snapshot. */
export const codePlanJson = ({ plan, snapshot }: PreparedSweep): object => {
  const { mode, commit, changed }: CodeRecord = plan.sweep.code;
  return {
    mode,
    commit: commit ?? null,
    changed: changed ?? [],
    ...(snapshot !== undefined && {
      files: snapshot.listing.files.length,
      bytes: snapshot.listing.bytes,
      largest: largestFiles(snapshot.listing.files),
      linked: snapshot.source.link,
      leftOut: snapshot.listing.secret,
    }),
  };
};

/** The files that make most of a snapshot, the largest first. */
export const largestFiles = (
  files: readonly CodeFile[],
): readonly { readonly path: string; readonly bytes: number }[] =>
  [...files]
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 3)
    .map(({ path, bytes }) => ({ path, bytes }));
