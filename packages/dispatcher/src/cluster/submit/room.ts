/** How many more tasks a scheduler takes. */
export interface Room {
  /** With so many of ours there: how many more may be tried; undefined when nobody knows of a limit. */
  readonly left: (live: number) => number | undefined;
  /** It refused so many, with so many of ours there. */
  readonly refused: (live: number, tasks: number) => void;
  /** It took some, and now so many of ours are there. */
  readonly took: (live: number) => void;
}

/**
 * Finds out how much room there is. A limit that the scheduler tells of is where to begin; it may hold for jobs of others too, so what
 * it refuses counts, and the limit is searched for between what it took and what it refused.
 *
 * @param told the limit that it tells of
 */
export function findRoom(told?: number): Room {
  /** The most that is known to fit, and the least that is known not to. */
  let fits = 0;
  let tooMany = told === undefined ? undefined : told + 1;
  let isSearched = told === undefined;
  return {
    left: (live) => {
      if (tooMany === undefined) return undefined;
      const most = tooMany - 1 - live;
      if (!isSearched || most <= 1) return Math.max(0, most);
      return live < fits ? Math.min(most, fits - live) : Math.ceil(most / 2);
    },
    refused: (live, tasks) => {
      tooMany = live + tasks;
      isSearched = true;
      fits = Math.min(fits, tooMany - 1);
    },
    took: (live) => {
      fits = Math.max(fits, live);
      if (tooMany !== undefined && fits >= tooMany) tooMany = fits + 1;
    },
  };
}
