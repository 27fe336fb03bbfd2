import type { Launch } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { countText } from '../output/sweep-words.ts';
import {
  type InterruptInput,
  type InterruptPhase,
  interruptStep,
  phaseAfter,
} from './interrupt-steps.ts';
import type { Interrupts } from './interrupts.ts';
import type { Reporter } from './reporter.ts';

/** What a person steers. */
export interface SteeredLaunch {
  readonly launch: Launch;
  readonly leave: () => void;
  /** Whether the runs can go on without this process. Default: true. */
  readonly canLeave?: boolean;
  readonly reporter: Reporter;
  readonly interrupts: Interrupts;
}

/**
 * Lets a person end an attached launch, or leave it running: Ctrl-C asks which. Returns how to end this; the terminal is as it was
 * then.
 */
export const steerLaunch = (
  cli: Pick<Cli, 'stdin' | 'stderr'>,
  { launch, leave, canLeave = true, reporter, interrupts }: SteeredLaunch,
): (() => void) => {
  let phase: InterruptPhase = 'attached';
  let keysOver: (() => void) | undefined;
  const endQuestion = (): void => {
    keysOver?.();
    keysOver = undefined;
    reporter.ask(undefined);
  };
  const ask = (): boolean => {
    keysOver = cli.stdin.keys((key) => {
      if (canLeave && (key === 'd' || key === 'D')) take('detach key');
      else if (stopKeys.includes(key)) take('stop key');
    });
    if (keysOver === undefined) return false;
    reporter.ask(question(launch, canLeave));
    return true;
  };
  const take = (input: InterruptInput): void => {
    const canAsk = cli.stdin.isTerminal && cli.stderr.isTerminal;
    let step = interruptStep(phase, input, canAsk);
    if (step === 'ask' && !ask()) step = 'stop';
    phase = phaseAfter(phase, step);
    if (step === 'nothing' || step === 'ask') return;
    endQuestion();
    if (step === 'leave') leave();
    else if (step === 'kill') launch.stop('kill');
    else {
      const { running } = launch;
      const what = running.size === 0 ? 'the set-up' : countText(running.size, 'run');
      reporter.say(`Stopping ${what}; Ctrl-C again ends it all at once.`);
      launch.stop('term');
    }
  };
  interrupts.listen(take);
  return endQuestion;
};

/** Enter, Ctrl-C and Ctrl-D, as a terminal gives them key by key. */
const stopKeys: readonly string[] = ['\r', '\n', '\u0003', '\u0004'];

const question = ({ counts, running }: Launch, canLeave: boolean): string => {
  const leave = canLeave ? 'd: leave them running and detach · ' : '';
  return `${running.size} running, ${counts.planned + counts.pending} to go. ${leave}Enter or Ctrl-C: stop them`;
};
