import type { Host } from '../host/host.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Place, PlaceAnswer, UnreachedPlace } from './place.ts';
import {
  type RunningProgram,
  runProgram,
  type ShellStarter,
  type UnsentProgram,
} from './run-program.ts';

/** How shells of a place are started. */
export interface ShellSource extends Pick<Place, 'title' | 'isRemote'> {
  /** Gets ready to start shells. */
  readonly reach: () => Promise<ShellStarter | UnreachedPlace>;
  /** What follows from a shell that was not ready to take a program, for the nth time: as nothing ran, one may try again. */
  readonly refused: (unsent: UnsentProgram, times: number) => Promise<UnreachedPlace | 'again'>;
  /** Milliseconds that a shell may take to get ready. */
  readonly patience: number;
}

/** How long an answer is waited for unless somebody says otherwise. */
const usualPatience = 120_000;

/** A place that is a source of shells. */
export function shellPlace(host: Host, source: ShellSource): Place {
  const inTurn = oneAtATime();
  const streams = new Set<() => void>();
  const ended = async (begin: (start: ShellStarter) => RunningProgram): Promise<PlaceAnswer> => {
    for (let times = 1; ; times++) {
      const start = await source.reach();
      if (typeof start !== 'function') return start;
      const end = await begin(start).end;
      if (end.kind !== 'unsent') return end;
      const verdict = await source.refused(end, times);
      if (verdict !== 'again') return verdict;
    }
  };
  return {
    title: source.title,
    isRemote: source.isRemote,
    run: (program, options) =>
      inTurn(() =>
        ended((start) =>
          runProgram(host, start, program, {
            readyWithin: source.patience,
            milliseconds: usualPatience,
            ...options,
          }),
        ),
      ),
    stream: (program, { ended: tell, ...options }) => {
      let running: RunningProgram | undefined;
      const stop = (): void => {
        streams.delete(stop);
        running?.stop();
      };
      streams.add(stop);
      const begin = (start: ShellStarter): RunningProgram => {
        running = runProgram(host, start, program, { readyWithin: source.patience, ...options });
        if (!streams.has(stop)) running.stop();
        return running;
      };
      const over = (answer: PlaceAnswer): void => {
        if (streams.delete(stop)) tell(answer);
      };
      ended(begin).then(over, (error: unknown) => over({ kind: 'lost', text: String(error) }));
      return { stop };
    },
    close: () => {
      for (const stop of streams) stop();
    },
  };
}
