import type { SeenRun } from '../select/seen-run.ts';
import { shortId } from '../select/short-id.ts';
import { oneLine } from './cell-text.ts';

const most = 8;

/** What runs left and can't be read, a line for each of the first few: `#1: result.json is not JSON (…)`. */
export const troublesText = (runs: readonly SeenRun[]): string => {
  const several = new Set(runs.map(({ sweep }) => sweep.home)).size > 1;
  const lines = runs.flatMap((run) => {
    const place = several ? `${shortId(run.sweep.record.id)}/` : '#';
    return run
      .output()
      .troubles.map((trouble) => `  ${place}${run.recorded.index}: ${oneLine(trouble)}\n`);
  });
  const hidden = lines.length - most;
  const more = hidden > 0 ? [`  … and ${hidden} more of that kind\n`] : [];
  return [...lines.slice(0, most), ...more].join('');
};
