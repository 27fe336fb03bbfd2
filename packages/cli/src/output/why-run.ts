import type { CodeRecord, SweepRecord } from '@mrunner/core';
import {
  loggedAttempts,
  logPath,
  logTail,
  recordCode,
  type SweepStatus,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { runWord } from '../select/choose-run.ts';
import type { ChosenSweep } from '../select/choose-sweep.ts';
import type { SeenRun } from '../select/seen-run.ts';
import { oneLine } from './cell-text.ts';
import { codeChange } from './code-change.ts';
import { coloursFor } from './colours.ts';
import { detailsText } from './details.ts';
import { evidenceText } from './evidence-text.ts';
import { printJson } from './json.ts';
import { printNext } from './next-commands.ts';
import { shownPath } from './paths.ts';
import { runParts } from './run-parts.ts';
import { runJson } from './status-json.ts';
import { codeText } from './sweep-words.ts';
import { tellingLines } from './telling-lines.ts';
import { wrapParts } from './wrap-parts.ts';
import { wrapText } from './wrap-text.ts';

/** Lines of a log's end in which the error is looked for. */
const searched = 400;

/** Says why one run is in its state: how that is known, its last words, its log, its code and how to try it by hand. */
export const whyRun = async (
  cli: Cli,
  chosen: ChosenSweep,
  run: SeenRun,
  status: SweepStatus,
  { json, quiet }: { readonly json: boolean; readonly quiet: boolean },
): Promise<number> => {
  const { sweep, recorded } = run;
  const now = cli.host.clock.now();
  const log = newestLog(cli, run);
  const lines =
    log === undefined || run.status.state === 'succeeded'
      ? []
      : tellingLines(logTail(cli.host, log, searched));
  const evidence = evidenceText(sweep, status, run.status, now);
  const troubles = run.output().troubles.map(oneLine);
  const word = runWord(chosen, recorded.index);
  const { code } = sweep.record;
  const change = await changeSince(cli, sweep.record);
  if (json) {
    printJson(cli, {
      ...runJson(sweep, recorded, run.status),
      evidence,
      lines,
      log: log ?? null,
      code: codeJson(code, change),
    });
    return exitCode.ok;
  }
  const colours = coloursFor(cli.stdout, cli.env);
  const columns = cli.stdout.columns;
  cli.stdout.write(`${wrapParts(runParts(run, now, colours), ' · ', columns)}\n`);
  for (const line of lines) cli.stdout.write(`  ${colours.red(line)}\n`);
  cli.stdout.write(`${wrapText(evidence, columns - 2).replace(/^/gm, '  ')}\n`);
  for (const trouble of troubles) cli.stdout.write(`  ${colours.yellow(trouble)}\n`);
  cli.stdout.write(
    detailsText([
      ['log', log === undefined ? 'there is none' : shownPath(cli, log)],
      ['code', [codeText(code, code.mode), ...(change === undefined ? [] : [change])].join('; ')],
      ['reproduce', `mrun debug ${word}`],
    ]),
  );
  printNext(cli, [`mrun logs ${word}`, `mrun show ${word}`], { quiet });
  return exitCode.ok;
};

const newestLog = (cli: Cli, { sweep, recorded }: SeenRun): string | undefined => {
  const attempt = loggedAttempts(cli.host, sweep.home, recorded).at(-1);
  return attempt === undefined ? undefined : logPath(sweep.home, recorded, attempt);
};

const changeSince = async (
  cli: Cli,
  { code, contexts }: SweepRecord,
): Promise<string | undefined> => {
  const { commit, directory } = code;
  if (commit === undefined || !cli.host.files.exists(directory)) return undefined;
  const leaveOut = contexts.flatMap(({ setup }) => setup.envFiles);
  return codeChange(code, await recordCode(cli.host, directory, { leaveOut }));
};

const codeJson = ({ commit, branch, changed }: CodeRecord, change: string | undefined): object => ({
  commit: commit ?? null,
  branch: branch ?? null,
  changed: changed ?? [],
  since: change ?? null,
});
