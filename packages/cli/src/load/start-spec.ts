import { type ChildProcess, spawn } from 'node:child_process';
import type { Selection } from '@mrunner/core';
import { loadSpec, type SpecResult } from '@mrunner/core/load-spec';
import type { Cli } from '../cli.ts';
import { specPython } from './spec-python.ts';
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
  const writeError = (text: string): void => {
    if (!interrupted) cli.stderr.write(text);
  };
  const listenNoMore = cli.onInterrupt(() => {
    interrupted = true;
    for (const child of children) endWithGroup(child);
  });
  const python = specPython(cli, flags);
  const specName = flags.spec ?? flags.specNames;
  const result = loadSpec(
    {
      // As it was typed: messages name it.
      file: flags.file,
      selection,
      set: flags.set,
      ...(specName !== undefined && { specName }),
      ...(python !== undefined && { python }),
    },
    { spawn: observed, env: { ...cli.env }, writeError },
  ).finally(listenNoMore);
  return { result, interrupted: () => interrupted };
};

/** Ends a process, with all that it started when it leads a group. */
const endWithGroup = (child: ChildProcess): void => {
  child.kill('SIGKILL');
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It leads no group, or none is left.
  }
};
