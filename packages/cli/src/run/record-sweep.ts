import { dirname } from 'node:path';
import {
  type CodeRecord,
  type Context,
  isRemote,
  ok,
  type Problem,
  type RecordedExperiment,
  type Result,
  workStorage,
} from '@mrunner/core';
import { createSweep, type Sweep, takeSnapshot } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { PreparedSweep } from '../load/prepare-sweep.ts';

/** Writes a sweep down. When `stopped` says so meanwhile, it is given up and nothing is left behind. */
export const recordSweep = (
  cli: Cli,
  { loaded, plan, context, snapshot }: PreparedSweep,
  stopped: () => boolean,
): Promise<Result<Sweep>> => {
  const { home, ...record } = plan.sweep;
  const bringCode = async (into: string): Promise<Result<CodeRecord>> => {
    if (snapshot === undefined) return ok(record.code);
    const taken = await takeSnapshot(cli.host, into, snapshot.source);
    return taken.ok ? ok({ ...record.code, ...taken.value }) : taken;
  };
  return createSweep(cli.host, {
    home,
    storageDir: storageOf(context, home),
    bringCode,
    record: (code) => ({ ...record, ...(code !== undefined && { code }) }),
    experiments: recordedExperiments(loaded.experiments, plan.record, stopped),
  });
};

/** The storage directory, where that is on this machine. */
const storageOf = (context: Context, home: string): string => {
  if (context.backend === 'local') return context.storageDir;
  return isRemote(context) ? dirname(home) : workStorage(context);
};

async function* recordedExperiments(
  experiments: PreparedSweep['loaded']['experiments'],
  record: PreparedSweep['plan']['record'],
  stopped: () => boolean,
): AsyncGenerator<Result<RecordedExperiment>> {
  try {
    for await (const indexed of experiments) {
      if (stopped()) {
        yield broken('it was interrupted');
        return;
      }
      yield ok(record(indexed));
    }
  } catch (error) {
    yield broken(error instanceof Error ? error.message : String(error));
  }
}

const broken = (message: string): { ok: false; problems: readonly Problem[] } => ({
  ok: false,
  problems: [{ kind: 'spec', path: '', message }],
});
