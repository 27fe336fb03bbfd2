import type { Host } from '../host/host.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Place, PlaceAnswer } from './place.ts';
import { farCommand } from './program-text.ts';
import { type ProgramEnd, runProgram, type ShellStarter } from './run-program.ts';

/** How long an answer is waited for unless somebody says otherwise. */
export const usualPatience = 120_000;

/** The cluster whose commands are on this machine. */
export function localPlace(host: Host): Place {
  const start: ShellStarter = (sinks) =>
    host.processes.pipe(['/bin/sh', '-c', farCommand], { cwd: '/', env: host.env, ...sinks });
  const inTurn = oneAtATime();
  const streams = new Set<() => void>();
  return {
    title: 'this machine',
    isRemote: false,
    run: (program, options) =>
      inTurn(async () =>
        answerOf(
          await runProgram(host, start, program, { milliseconds: usualPatience, ...options }).end,
        ),
      ),
    stream: (program, { ended, ...options }) => {
      const running = runProgram(host, start, program, options);
      const stop = (): void => {
        streams.delete(stop);
        running.stop();
      };
      streams.add(stop);
      const tell = (answer: PlaceAnswer): void => {
        if (streams.delete(stop)) ended(answer);
      };
      running.end.then(
        (end) => tell(answerOf(end)),
        (error: unknown) => tell({ kind: 'lost', text: String(error) }),
      );
      return { stop };
    },
    close: () => {
      for (const stop of streams) stop();
    },
  };
}

const answerOf = (end: ProgramEnd): PlaceAnswer =>
  end.kind === 'unsent' ? { kind: 'unreached', text: `/bin/sh: ${end.why}` } : end;
