import {
  behindExports,
  type Context,
  compareFlags,
  type Problem,
  readHelp,
  type SweepFrame,
  shellCommand,
} from '@mrunner/core';
import { runProbe } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { freshDirectory, planIn } from '../debug/foreground.ts';
import { countText } from '../output/sweep-words.ts';
import type { ProbedScript } from './probed-scripts.ts';

/** What came of asking a script for its help. */
export interface ProbeReport {
  readonly context: string;
  /** As one would type it, without its parameters. */
  readonly script: string;
  /** `compared`: its help was read; `nothing`: there is nothing to compare, so that it was not asked; `no-help`: it gave none. */
  readonly outcome: 'compared' | 'nothing' | 'no-help';
  /** One clause for a person. */
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** How long a script may take to show its help: those that import a lot take a while. */
const defaultSeconds = 30;

/** Asks a script for its help, and compares. Undefined when somebody did not want to wait. */
export const probeScript = async (
  cli: Cli,
  sweep: SweepFrame,
  probed: ProbedScript,
): Promise<ProbeReport | undefined> => {
  const { first, planned } = probed;
  const { experiment } = first;
  const directory = freshDirectory(cli);
  const run = planIn(
    directory,
    { ...sweep, words: [] },
    {
      ...first,
      experiment: { ...experiment, args: 'none' },
    },
  );
  const { command } = run.planned;
  const script = shellCommand(command.map((word) => word.replaceAll(directory, '…')));
  const report = (outcome: ProbeReport['outcome'], text: string, more = {}): ProbeReport => ({
    context: first.context,
    script,
    outcome,
    text,
    problems: [],
    warnings: [],
    ...more,
  });
  const why = whyNot(run.context, experiment.script ?? [], experiment.args, planned.flags.length);
  if (why !== undefined) return report('nothing', why);

  const seconds = Number(cli.env.MRUNNER_PROBE_TIMEOUT) || defaultSeconds;
  let interrupted = false;
  let listenNoMore = (): void => {};
  const ended = await runProbe(
    cli.host,
    {
      planned: run.planned,
      context: run.context,
      searchPath: run.searchPath,
      nodePath: cli.host.machine.node,
      command: [...command, '--help'],
      env: {
        COLUMNS: '250',
        TERM: 'dumb',
        NO_COLOR: '1',
        PAGER: 'cat',
        PYTHONDONTWRITEBYTECODE: '1',
      },
      seconds,
      name: `probe-${directory.split('-').at(-1)}`,
    },
    (stop) => {
      listenNoMore = cli.onInterrupt(() => {
        interrupted = true;
        stop();
      });
    },
  );
  listenNoMore();
  if (interrupted) return undefined;
  if (ended.end === 'limit') {
    return report(
      'no-help',
      `it did not end within ${seconds} s of --help, and was ended: nothing to compare`,
    );
  }
  if (ended.end === 'set-up') {
    return report('no-help', `the set-up of ${run.context.name} failed${lastLine(ended.stderr)}`);
  }
  const help = readHelp(ended.stdout) ?? readHelp(ended.stderr);
  if (help === undefined) {
    const code =
      ended.code === 0 ? '' : `, and ended with exit code ${ended.code}${lastLine(ended.stderr)}`;
    return report('no-help', `it shows no flags with --help${code}`);
  }
  if (experiment.args === 'neptune' || experiment.args === 'config') {
    const knows = help.flags.some(({ names }) => names.includes(`--${experiment.args}`));
    return report('compared', ownText(experiment.args, knows));
  }
  const found = compareFlags(help, planned);
  const flags = countText(planned.flags.length, 'flag');
  const text =
    found.problems.length > 0
      ? `${countText(found.problems.length, 'problem')} with ${flags}`
      : `${flags}, as its help has them`;
  return report('compared', text, found);
};

const ownText = (args: string, knows: boolean): string =>
  knows
    ? `its help has --${args}`
    : `its help has no --${args}: a script that calls standard_mrunner_main takes it all the same, others need args: flags`;

const whyNot = (
  { name, backend }: Context,
  script: readonly string[],
  args: string,
  flags: number,
): string | undefined => {
  if (backend !== 'local') return `${name} is ${backend}: only scripts on this machine are asked`;
  const [program = '', option = ''] = behindExports(script).words;
  if (/(?:^|\/)(?:ba|da|z|k)?sh$/.test(program) && /^-\w*c$/.test(option)) {
    return 'it is shell text, which --help would not reach';
  }
  if (args === 'hydra') return 'args: hydra passes overrides, which no --help shows';
  if (args === 'none' && flags === 0) return 'args: none passes no parameters';
  return undefined;
};

const lastLine = (text: string): string => {
  const line = text.trim().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line.slice(0, 200)}`;
};
