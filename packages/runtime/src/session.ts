import { join } from 'node:path';
import { runFileNames } from '@mrunner/core/run-files';
import { createChannels } from './channels.ts';
import type { Configuration } from './configuration.ts';
import type { Interruption } from './interruption.ts';
import { createLog } from './log.ts';
import { createMetricsFile, type MetricsFile } from './metrics-file.ts';
import { createNeptuneContext } from './neptune-context.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import type { Training } from './training.ts';
import { createWarnings } from './warnings.ts';

/** A started script: what main gets, and what the side that calls main needs. */
export interface Session {
  readonly training: Training<unknown>;
  readonly interruption: Interruption;
  readonly recorder: Recorder;
  readonly metrics: MetricsFile;
  /** Whether main said that its work is complete. */
  readonly isFinished: () => boolean;
  readonly tell: (line: string) => void;
}

export const openSession = (
  { params, experimentDir, mode, neptune, run, attempt, argv }: Configuration,
  interruption: Interruption,
  tell: (line: string) => void,
): Session => {
  const warnings = createWarnings(tell);
  const metrics = createMetricsFile(join(experimentDir, runFileNames.metrics), warnings);
  const recorder = createRecorder(metrics, attempt, warnings);
  const openChannel = createChannels({ recorder, warnings, experimentDir });
  let isFinished = false;
  const training: Training<unknown> = {
    params,
    experimentDir,
    neptune: neptune && createNeptuneContext(neptune, recorder, openChannel),
    log: createLog(recorder, warnings),
    channel: (name) => openChannel(name),
    get signal() {
      return interruption.signal;
    },
    finished() {
      isFinished = true;
    },
    mode,
    run,
    argv,
  };
  return { training, interruption, recorder, metrics, isFinished: () => isFinished, tell };
};
