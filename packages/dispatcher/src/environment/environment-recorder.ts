import { sweepFileNames } from '@mrunner/core';
import { type EnvironmentLine, environmentLine } from './environment-line.ts';

/** Has the environment of each context recorded once a launch. */
export interface EnvironmentRecorder {
  /** Shell text to be given to a worker before a run; empty where its context's environment is recorded already. */
  readonly lineBefore: (run: RunAtWorker) => string;
}

/** A run that a worker is about to start. */
export type RunAtWorker = Omit<EnvironmentLine, 'file'>;

export function environmentRecorder(home: string): EnvironmentRecorder {
  const recorded = new Set<string>();
  return {
    lineBefore: (run) => {
      if (recorded.has(run.context)) return '';
      recorded.add(run.context);
      const file = `${home}/${sweepFileNames.environment(run.slot)}`;
      return `${environmentLine({ ...run, file })}\n`;
    },
  };
}
