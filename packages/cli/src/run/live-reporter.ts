import { runFileNames } from '@mrunner/core';
import type { RunningRun } from '@mrunner/dispatcher';
import type { Cli, Terminal } from '../cli.ts';
import { cellText } from '../output/cell-text.ts';
import { coloursFor } from '../output/colours.ts';
import { durationText } from '../output/durations.ts';
import { createLiveText } from '../output/live-text.ts';
import { newestMetrics } from '../output/metrics-tail.ts';
import { cutText, tableText } from '../output/table.ts';
import { wrapText } from '../output/wrap-text.ts';
import { numberFormat } from '../results/number-text.ts';
import { endedCount, progressLine } from './progress-line.ts';
import type { LaunchView, Reporter } from './reporter.ts';
import { endText, runTitle } from './run-lines.ts';
import { wishText } from './wish-text.ts';

/** Milliseconds between two pictures: fast enough to feel alive, slow enough to cost nothing. */
const pictureInterval = 250;
const mostRunning = 8;
const metricsShown = 2;
/** Bytes of a `metrics.jsonl` in which its newest line is looked for. */
const tailBytes = 4096;

/**
 * A block at the bottom of a terminal that is drawn again and again: how far it is, and what runs. Runs that fail are
 * listed above it and stay.
 */
export const liveReporter = (
  cli: Cli,
  terminal: Terminal,
  varying: readonly string[],
  total: number,
): Reporter => {
  const colours = coloursFor(terminal, cli.env);
  const live = createLiveText(terminal);
  const begunAt = cli.host.clock.now();
  let launch: LaunchView | undefined;
  let before = 0;
  let question: string | undefined;
  let cancelNext = (): void => {};

  const draw = (): void => {
    if (launch === undefined) return;
    const elapsed = cli.host.clock.now() - begunAt;
    const lines = [
      progressLine({ counts: launch.counts, total, before, elapsed }, terminal.columns, colours),
      ...runningLines(cli, launch.running, varying),
      ...(question === undefined ? [] : wrapText(question, terminal.columns - 1).split('\n')),
    ];
    // A line as wide as the terminal would wrap, and the block would not be found again.
    live.show(lines.map((line) => `${cutText(line, terminal.columns - 1)}\n`).join(''));
  };
  const drawAgain = (): void => {
    draw();
    cancelNext = cli.host.clock.after(pictureInterval, drawAgain);
  };
  const say = (line: string): void => {
    live.show('');
    terminal.write(`${line}\n`);
    draw();
  };

  return {
    begin: (begun) => {
      launch = begun;
      before = endedCount(begun.counts);
      drawAgain();
    },
    hear: (event) => {
      if (event.type === 'trouble') say(event.text);
      else if (event.type === 'heard') say(wishText(event.wish));
      else if (event.type === 'refused') say(` ✗ ${runTitle(event.run, varying)}   ${event.text}`);
      else if (event.type === 'ended' && event.status.state !== 'succeeded') {
        const text = endText(event, cli.host.clock.now(), colours);
        say(
          cutText(
            ` ${colours.red('✗')} ${runTitle(event.run, varying)}   ${text}`,
            terminal.columns,
          ),
        );
      }
    },
    say,
    ask: (asked) => {
      question = asked === undefined ? undefined : `^C  ${asked}`;
      draw();
    },
    end: () => {
      cancelNext();
      live.show('');
    },
  };
};

const runningLines = (
  cli: Cli,
  running: LaunchView['running'],
  varying: readonly string[],
): string[] => {
  const shown = [...running.values()].slice(0, mostRunning);
  const rows = shown.map((run) => runningCells(cli, run, varying));
  const width = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: width }, () => ({ title: '' }));
  const lines = tableText(columns, rows, { indent: 3 }).split('\n').slice(0, -1);
  const more = running.size - shown.length;
  return more > 0 ? [...lines, `   and ${more} more`] : lines;
};

const runningCells = (cli: Cli, run: RunningRun, varying: readonly string[]): string[] => {
  const { experiment, composite } = run.recorded;
  const labels = varying.map((name) => {
    const value = experiment.parameters[name];
    return value === undefined ? '' : `${name}=${cellText(value)}`;
  });
  const time = durationText(cli.host.clock.now() - run.since);
  const member = composite === undefined ? [] : [composite.member];
  return [`#${run.index}`, ...member, ...labels, time, metricsText(cli, run)];
};

const metricsText = (cli: Cli, { directory }: RunningRun): string => {
  const metrics = newestMetrics(
    cli.host.files.readTail(`${directory}/${runFileNames.metrics}`, tailBytes),
  );
  if (metrics === undefined) return '';
  const { epoch, ...others } = metrics.values;
  const position =
    epoch !== undefined
      ? [`epoch ${epoch}`]
      : metrics.step === undefined
        ? []
        : [`step ${metrics.step}`];
  const numbers = Object.entries(others)
    .slice(0, metricsShown)
    .map(([name, value]) => `${name} ${numberFormat([value])(value)}`);
  return [...position, ...numbers].join('  ');
};
