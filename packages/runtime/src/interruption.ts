/** Why a training script was asked to stop: the reason of its `signal`. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  /** The signal of the operating system, such as `SIGTERM`. */
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}${signal === warning ? ', the warning of the scheduler' : ''}`);
    this.signal = signal;
  }
}

/** Tells a training function that it should stop. */
export interface Interruption {
  /** Aborted when the process is asked to stop. Handlers of signals exist once it has been read. */
  readonly signal: AbortSignal;
  /** Whether main has seen the signal, and was asked to stop. */
  readonly wasNoticed: boolean;
}

/** Node keeps SIGUSR1 for its debugger, so that the scheduler's warning is the other one. */
const warning = 'SIGUSR2';
const signals = ['SIGTERM', 'SIGINT', warning] as const;

/**
 * The interruption by SIGTERM, SIGINT and SIGUSR2, the scheduler's warning. Until `signal` is read the signals keep their
 * default action. After the first SIGINT a second one kills the process as if there were no handler.
 */
export const interruptionBySignals = (): Interruption => {
  let controller: AbortController | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    controller?.abort(new InterruptedError(name));
    if (name === 'SIGINT') process.off(name, onSignal);
  };
  return {
    get signal() {
      if (!controller) {
        controller = new AbortController();
        for (const name of signals) process.on(name, onSignal);
      }
      return controller.signal;
    },
    get wasNoticed() {
      return controller?.signal.aborted ?? false;
    },
  };
};

/** The interruption by another signal, for tests. */
export const interruptionBy = (given: AbortSignal): Interruption => {
  let wasRead = false;
  return {
    get signal() {
      wasRead = true;
      return given;
    },
    get wasNoticed() {
      return wasRead && given.aborted;
    },
  };
};

/** Whether an error says only that the signal was aborted: it is the signal's reason, or has it as a cause. */
export const isInterruption = (error: unknown, interruption: Interruption): boolean => {
  if (!interruption.wasNoticed) return false;
  const { reason } = interruption.signal;
  const seen = new Set<unknown>();
  for (let cause = error; cause !== undefined && !seen.has(cause); cause = causeOf(cause)) {
    if (cause === reason) return true;
    seen.add(cause);
  }
  return false;
};

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined);
