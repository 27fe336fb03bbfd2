import type { Cli } from '../cli.ts';
import { type ResultSet, statesText } from '../results/result-set.ts';
import { resultsHead } from './print-results.ts';
import { troublesText } from './troubles-text.ts';

/** What to say when no run left anything to show: how a script leaves it. */
export const noResultsText = (cli: Cli, set: ResultSet): string => {
  const head = resultsHead(cli, set);
  if (set.without.length === 0) return `${head}  no run matches\n`;
  return [
    `${head}  no run has left results or metrics: ${statesText(set.without)}`,
    ...troublesText(set.without).split('\n').slice(0, -1),
    '  A training script leaves them with standardMrunnerMain:',
    '    log({ loss, accuracy }, epoch)   while it runs',
    '    return { accuracy }              at its end',
    '  Any other program writes result.json or metrics.jsonl into $MRUNNER_EXP_DIR_PATH.',
    '',
  ].join('\n');
};
