import {
  type FoldedRemarks,
  ok,
  type PlannedRun,
  planRun,
  type RecordedExperiment,
  type Result,
  type SweepRecord,
  type WantedAttempt,
} from '@mrunner/core';
import { rootOfAttempt } from '../code/code-states.ts';
import type { Host } from '../host/host.ts';
import { readRemarks } from '../remarks/read-remarks.ts';
import { findExperiment, findExperiments, readExperiments } from './read-experiments.ts';
import { readRecord } from './sweep-record.ts';
import { readSweepStatus, type SweepStatus } from './sweep-status.ts';

/** A sweep on disk. */
export interface Sweep {
  readonly home: string;
  readonly record: SweepRecord;
  /** In the order in which they are started; read while you go. */
  readonly experiments: () => Iterable<RecordedExperiment>;
  readonly experiment: (index: number) => RecordedExperiment | undefined;
  /** Those of some indexes, by index: found in one pass, without parsing the others. */
  readonly experimentsAt: (indexes: ReadonlySet<number>) => ReadonlyMap<number, RecordedExperiment>;
  /** What starting an attempt takes. `overrides`: how it differs from the first one; see `RunStatus`. */
  readonly plan: (
    recorded: RecordedExperiment,
    attempt: number,
    overrides?: WantedAttempt,
  ) => PlannedRun;
  /** A fold over everything recorded, with a look at who lives. */
  readonly status: () => SweepStatus;
  /** What was said of it and of its runs, as of the first call. */
  readonly remarks: () => FoldedRemarks;
}

/** Opens the sweep that lives in a directory; a problem when there is none, or one of a newer mrunner. */
export function openSweep(host: Host, home: string): Result<Sweep> {
  const record = readRecord(host, home);
  if (!record.ok) return record;
  let remarks: FoldedRemarks | undefined;
  const frame = { ...record.value, home };
  const place = { home, record: record.value };
  return ok({
    home,
    record: record.value,
    experiments: () => readExperiments(host, home),
    experiment: (index) => findExperiment(host, home, index),
    experimentsAt: (indexes) => findExperiments(host, home, indexes),
    plan: (recorded, attempt, { resources, code } = {}) =>
      planRun(
        frame,
        recorded,
        attempt,
        rootOfAttempt(host, place, recorded.context, code),
        resources,
      ),
    status: () => readSweepStatus(host, home, record.value.count),
    remarks: () => {
      remarks ??= readRemarks(host, home);
      return remarks;
    },
  });
}
