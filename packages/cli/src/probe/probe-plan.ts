import { distinctProblems, type IndexedExperiment, type Problem } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import type { PreparedSweep } from '../load/prepare-sweep.ts';
import { coloursFor } from '../output/colours.ts';
import { type ProbeReport, probeScript } from './probe-script.ts';
import { probedScripts } from './probed-scripts.ts';

/** A plan whose experiments are looked at as they pass by, and what asks its scripts afterwards. */
export interface ProbedPlan {
  readonly prepared: PreparedSweep;
  /** Asks each script once. Undefined when somebody did not want to wait. */
  readonly ask: (cli: Cli) => Promise<readonly ProbeReport[] | undefined>;
}

/** The experiments of a spec can be walked once only: whoever does so shows them to the probe. */
export const probedPlan = (prepared: PreparedSweep): ProbedPlan => {
  const { loaded, plan } = prepared;
  const scripts = probedScripts(plan);
  const experiments = seenBy(loaded.experiments, scripts.add);
  return {
    prepared: { ...prepared, loaded: { ...loaded, experiments } },
    ask: async (cli) => {
      const reports: ProbeReport[] = [];
      for (const script of scripts.seen()) {
        const report = await probeScript(cli, plan.sweep, script);
        if (report === undefined) return undefined;
        reports.push(report);
      }
      return reports;
    },
  };
};

async function* seenBy(
  experiments: AsyncIterable<IndexedExperiment>,
  look: (indexed: IndexedExperiment) => void,
): AsyncGenerator<IndexedExperiment> {
  for await (const indexed of experiments) {
    look(indexed);
    yield indexed;
  }
}

/** What asking the scripts gave, a line each. */
export const probeText = (cli: Cli, reports: readonly ProbeReport[]): string => {
  const { bold } = coloursFor(cli.stdout, cli.env);
  const isOne = new Set(reports.map(({ context }) => context)).size === 1;
  const lines = reports.map(
    ({ script, context, text }) => `  ${script}${isOne ? '' : `   ${context}`}\n    ${text}\n`,
  );
  return `${bold('probe')}\n${lines.join('')}`;
};

/** The problems of all scripts; each once. */
export const probeProblems = (reports: readonly ProbeReport[]): readonly Problem[] =>
  distinctProblems(reports.flatMap(({ problems }) => problems));

/** As `mrun plan --probe --json` has it. */
export const probeJson = (reports: readonly ProbeReport[]): unknown =>
  reports.map(({ problems, warnings, ...report }) => ({
    ...report,
    problems: problems.map(briefly),
    warnings: warnings.map(briefly),
  }));

const briefly = ({ path, message, suggestion }: Problem): unknown => ({
  path,
  message,
  ...(suggestion !== undefined && { suggestion }),
});
