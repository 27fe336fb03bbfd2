import { isRemote } from '@mrunner/core';
import { isCluster, type Sweep } from '@mrunner/dispatcher';
import type { Cli, Terminal } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import type { CheckedPlace } from '../load/check-place.ts';
import { checkStart } from '../load/check-start.ts';
import { newSweepId } from '../load/new-sweep-id.ts';
import { type PreparedSweep, prepareSweep } from '../load/prepare-sweep.ts';
import type { SweepFlags } from '../load/sweep-flags.ts';
import { coloursFor } from '../output/colours.ts';
import { shownPath } from '../output/paths.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { askYesOrNo } from '../output/questions.ts';
import { printRefusal, specTitle } from '../output/refusal.ts';
import { countText } from '../output/sweep-words.ts';
import { printWarnings } from '../output/warnings.ts';
import { callAfterRun } from './after-run.ts';
import { clusterLines } from './cluster-lines.ts';
import { listenForInterrupts } from './interrupts.ts';
import { recordSweep } from './record-sweep.ts';
import { startLaunch } from './start-launch.ts';
import type { SweepToLaunch } from './sweep-to-launch.ts';

/** How a sweep is started, besides what it is. */
export interface StartFlags extends SweepFlags {
  readonly yes: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly detach: boolean;
}

/** What a command has to say on the way. */
export interface StartRemarks {
  /** Given to the sweep; default: a new one. */
  readonly id?: string;
  /** Once everything is checked, before anybody is asked. */
  readonly prepared?: (prepared: PreparedSweep) => void;
  /** Once it is written down, before anything starts. */
  readonly recorded?: (sweep: Sweep) => void | Promise<void>;
}

const nothing = 'nothing was started';
/** From here on somebody is asked whether that many are meant. */
const manyRuns = 50;

/** Checks everything, writes the sweep down, starts it and shows how it goes. Answers the exit code. */
export const startSweep = async (
  flags: StartFlags,
  cli: Cli,
  remarks: StartRemarks = {},
): Promise<number> => {
  let checked: Omit<CheckedPlace, 'problems'> = {};
  const prepared = await prepareSweep(cli, flags, {
    id: remarks.id ?? newSweepId(cli),
    snapshots: true,
    check: async (wanted) => {
      const { problems, ...found } = await checkStart(cli, wanted);
      checked = found;
      return problems;
    },
  });
  if (!prepared.ok) return printRefusal(cli, specTitle(flags), prepared.problems, nothing);
  printWarnings(cli, prepared.value);
  remarks.prepared?.(prepared.value);
  const isThere = prepared.value.context.backend !== 'local';
  if (isThere && !flags.quiet) {
    const terminal = flags.json ? cli.stderr : cli.stdout;
    const lines = clusterLines(cli, terminal, prepared.value, checked);
    terminal.write(`${lines.join('\n')}\n`);
  }
  const refusal = await askFirst(flags, cli, prepared.value);
  if (refusal !== undefined) {
    prepared.value.loaded.close();
    return refusal;
  }
  return runPrepared(flags, cli, prepared.value, {
    ...remarks,
    checked: checked.checked,
    told: isThere,
  });
};

/** An exit code when it is not to go on. */
const askFirst = async (
  { yes }: StartFlags,
  cli: Cli,
  { loaded, context }: PreparedSweep,
): Promise<number | undefined> => {
  const isFar = isRemote(context);
  if (yes || (loaded.count <= manyRuns && !isFar)) return undefined;
  const runs = countText(loaded.count, 'run');
  const answer = await askYesOrNo(cli, `Start ${runs} on ${context.name}?`);
  if (answer === true) return undefined;
  if (answer === false) {
    cli.stderr.write('Nothing was started.\n');
    return exitCode.usage;
  }
  if (isFar) {
    return printMistake(
      cli,
      `${runs} would go to ${context.name}, and there is no terminal to ask on: add -y to start them. Nothing was started.`,
    );
  }
  return printMistake(
    cli,
    `${runs} are more than ${manyRuns}, and there is no terminal to ask on: add -y to start them. Nothing was started.`,
  );
};

const runPrepared = async (
  flags: StartFlags,
  cli: Cli,
  prepared: PreparedSweep,
  { checked, told = false, ...remarks }: StartRemarks & Pick<SweepToLaunch, 'checked' | 'told'>,
): Promise<number> => {
  const interrupts = listenForInterrupts(cli);
  try {
    const sweep = await recordSweep(cli, prepared, interrupts.happened);
    if (prepared.loaded.afterRun === undefined) prepared.loaded.close();
    if (interrupts.happened()) {
      const start = sweep.ok ? `; start it: mrun resume ${sweep.value.record.id}` : '';
      cli.stderr.write(`Stopped before anything was started${start}.\n`);
      return exitCode.interrupted;
    }
    if (!sweep.ok) return printProblems(cli, specTitle(flags), sweep.problems, nothing);
    const terminal = flags.json ? cli.stderr : cli.stdout;
    if (!flags.quiet) {
      const { id } = sweep.value.record;
      const isThere = isCluster(sweep.value);
      terminal.write(
        isThere ? `  sweep      ${id}\n` : `${headLine(cli, terminal, sweep.value)}\n`,
      );
    }
    await remarks.recorded?.(sweep.value);
    let calling: Promise<void> | undefined;
    const launched = (): void => {
      calling = callAfterRun(cli, prepared.loaded, sweep.value);
    };
    const code = await launch(flags, cli, {
      sweep: sweep.value,
      interrupts,
      launched,
      checked,
      told,
    });
    // Whoever does not want to wait for it need not.
    interrupts.listen(prepared.loaded.close);
    await calling;
    return code;
  } finally {
    prepared.loaded.close();
    interrupts.over();
  }
};

const launch = (
  flags: StartFlags,
  cli: Cli,
  start: Pick<SweepToLaunch, 'sweep' | 'interrupts' | 'launched' | 'checked' | 'told'>,
): Promise<number> => {
  const about = specTitle(flags);
  return startLaunch(flags, cli, { ...start, named: false, about, order: {} });
};

const headLine = (cli: Cli, terminal: Terminal, { home, record }: Sweep): string => {
  const { bold } = coloursFor(terminal, cli.env);
  const { project, name, count } = record;
  return `${bold(project)} · ${bold(name)} · ${countText(count, 'run')} → ${shownPath(cli, home)}`;
};
