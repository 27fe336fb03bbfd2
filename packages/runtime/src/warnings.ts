/** Tells a person that something was not taken, without flooding the log. */
export interface Warnings {
  /** Says it the first time only. */
  once(key: string, line: string): void;
  /** Says it at most ten times a kind; the tenth says that it is the last. */
  tenTimes(kind: string, line: () => string): void;
}

const limit = 10;

/** Warnings as lines that start with `mrunner: `. */
export const createWarnings = (tell: (line: string) => void): Warnings => {
  const counts = new Map<string, number>();
  const count = (key: string): number => {
    const next = (counts.get(key) ?? 0) + 1;
    counts.set(key, next);
    return next;
  };
  return {
    once(key, line) {
      if (count(key) === 1) tell(`mrunner: ${line}`);
    },
    tenTimes(kind, line) {
      const said = count(kind);
      if (said < limit) tell(`mrunner: ${line()}`);
      if (said === limit) tell(`mrunner: ${line()} (further ones are not shown)`);
    },
  };
};
