import { ok, type RecordedExperiment, type Result } from '@mrunner/core';
import type { NewRemark } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { recordedOf } from '../select/choose-run.ts';
import { type ChosenSweep, chooseSweep } from '../select/choose-sweep.ts';

/** What a remark is about. */
export interface RemarkTarget {
  readonly chosen: ChosenSweep;
  /** Absent: the whole sweep. */
  readonly runs?: readonly RecordedExperiment[];
}

/** The sweep or the runs that a word means; a problem when a named run does not exist. */
export const remarkTarget = (cli: Cli, word: string | undefined): Result<RemarkTarget> => {
  const chosen = chooseSweep(cli, word);
  if (!chosen.ok) return chosen;
  if (chosen.value.runs === undefined) return ok({ chosen: chosen.value });
  const runs = recordedOf(chosen.value);
  return runs.ok ? ok({ chosen: chosen.value, runs: runs.value }) : runs;
};

/** What `--pin` and `--unpin` add to a remark; undefined when both are there. */
export const pinOf = ({
  pin,
  unpin,
}: {
  readonly pin: boolean;
  readonly unpin: boolean;
}): Pick<NewRemark, 'pinned'> | undefined => {
  if (pin && unpin) return undefined;
  return pin || unpin ? { pinned: pin } : {};
};

/** The part of a remark that says which runs it is about. */
export const aboutOf = ({ chosen }: RemarkTarget): Pick<NewRemark, 'runs'> =>
  chosen.runs === undefined ? {} : { runs: chosen.runs };
