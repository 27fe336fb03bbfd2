import { codeKind, isRemote, slurmSettings, workStorage } from '@mrunner/core';
import { clusterLimits, isCodeThere } from '@mrunner/dispatcher';
import type { Cli, Terminal } from '../cli.ts';
import type { CheckedPlace } from '../load/check-place.ts';
import { usualLimits } from '../load/draft-submission.ts';
import { outlineSubmission } from '../load/outline-submission.ts';
import type { PreparedSweep } from '../load/prepare-sweep.ts';
import { bytesText } from '../output/bytes-text.ts';
import { coloursFor } from '../output/colours.ts';
import { shownPath } from '../output/paths.ts';
import { srunLine, submitLines } from '../output/submit-text.ts';
import { codeTexts, countText } from '../output/sweep-words.ts';

/** What is said of a sweep that goes to a cluster, before anybody is asked: what it is, where it goes, with which code. */
export const clusterLines = (
  cli: Cli,
  terminal: Terminal,
  prepared: PreparedSweep,
  { checked, checkedKubernetes }: Omit<CheckedPlace, 'problems'>,
): readonly string[] => {
  const { bold } = coloursFor(terminal, cli.env);
  const { plan, loaded, context } = prepared;
  const { project, name } = plan.sweep;
  const { url } = slurmSettings(context);
  const storage = workStorage(context);
  const where =
    checkedKubernetes?.title ?? (url === undefined ? shownPath(cli, storage) : `${url}:${storage}`);
  return [
    `${bold(project)} · ${bold(name)} · ${countText(loaded.count, 'run')} → ${context.name} (${where})`,
    ...codeLines(cli, prepared, checked),
    ...arrayLines(prepared, checked),
  ];
};

const arrayLines = (
  prepared: PreparedSweep,
  checked: CheckedPlace['checked'],
): readonly string[] => {
  const { context, variants, loaded, plan } = prepared;
  if (context.backend === 'kubernetes') {
    return submitLines(outlineSubmission(prepared, variants, usualLimits)).map(
      (line) => `  submit     ${line}`,
    );
  }
  if (checked === undefined) return [];
  if (context.slurm.cmd_type === 'srun') {
    return [`  submit     ${srunLine(loaded.count, plan.sweep.options)}`];
  }
  const limits = clusterLimits(checked.facts, context, context.resources.partition);
  return submitLines(outlineSubmission(prepared, variants, limits)).map(
    (line) => `  submit     ${line}`,
  );
};

const codeLines = (
  cli: Cli,
  { snapshot, context, plan }: PreparedSweep,
  checked: CheckedPlace['checked'],
): readonly string[] => {
  const { contexts, code } = plan.sweep;
  const others = contexts.filter((it) => codeKind(it) !== 'files');
  const cloned = codeTexts(others, code).map((text) => `  code       ${text}`);
  if (snapshot === undefined) return cloned;
  const { bytes, files } = snapshot.listing;
  const size = `${bytesText(bytes)}, ${countText(files.length, 'file')}`;
  if (!isRemote(context)) return [`  code       ${size}`];
  const isThere =
    checked?.names !== undefined &&
    isCodeThere(cli.host, snapshot.listing, contexts, checked.names);
  return [`  code       ${size}${isThere ? ', is there already: not sent again' : ''}`, ...cloned];
};
