import { type ChildProcess, spawn } from 'node:child_process';
import type { Selection } from '@mrunner/core';
import { loadSpec, type SpecResult } from '@mrunner/core/load-spec';
import type { Cli } from '../cli.ts';
import type { SweepFlags } from './sweep-flags.ts';

/** A spec that is being loaded. */
export interface StartedSpec {
  readonly result: Promise<SpecResult>;
  /** Whether somebody did not want to wait for it: then the result only says that it ended. */
  readonly interrupted: () => boolean;
}

/** Starts to load a spec. Its process ends with an interrupt: an endless loop would not notice that nobody waits. */
export const startSpec = (cli: Cli, flags: SweepFlags, selection: Selection): StartedSpec => {
  const children: ChildProcess[] = [];
  const observed = ((...words: Parameters<typeof spawn>) => {
    const child = spawn(...words);
    children.push(child);
    return child;
  }) as typeof spawn;
  let interrupted = false;
  const listenNoMore = cli.onInterrupt(() => {
    interrupted = true;
    for (const child of children) child.kill('SIGKILL');
  });
  const result = loadSpec(
    {
      // As it was typed: messages name it.
      file: flags.file,
      selection,
      set: flags.set,
      ...(flags.spec !== undefined && { specName: flags.spec }),
    },
    { spawn: observed, env: { ...cli.env }, writeError: cli.stderr.write },
  ).finally(listenNoMore);
  return { result, interrupted: () => interrupted };
};
