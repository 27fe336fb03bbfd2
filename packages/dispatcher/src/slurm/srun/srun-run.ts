import { parseEventLines, type SweepEvent } from '@mrunner/core';
import type { Place, PlaceAnswer } from '../../place/place.ts';
import { frameReader } from './srun-frames.ts';
import { type SrunOrder, type SrunStart, srunProgram } from './srun-program.ts';

/** What is heard of one run that srun starts. */
export interface SrunListener {
  /** It has resources: the number of its job. */
  readonly allocated: (job: string) => void;
  /** Its worker recorded something. */
  readonly recorded: (events: readonly SweepEvent[]) => void;
  /** What the run printed. */
  readonly printed: (bytes: Uint8Array) => void;
  /** It is over. `said`: by srun, Slurm and the worker. */
  readonly ended: (code: number, said: string) => void;
  /** It is not known what became of it, or it never began (`unreached`). */
  readonly lost: (answer: Exclude<PlaceAnswer, { kind: 'done' }>) => void;
}

/** A run that srun started. */
export interface SrunRun {
  /** Asks Slurm to end it: `stop` by TERM, and KILL after Slurm's own patience; `kill` at once. */
  readonly order: (order: SrunOrder) => void;
}

/** Starts one run at a place, and hears of it until it has ended. */
export function startSrun(place: Place, start: SrunStart, listener: SrunListener): SrunRun {
  const orders = orderQueue();
  let said = '';
  let torn = '';
  let code: number | undefined;
  const read = frameReader(({ type, bytes }) => {
    const text = (): string => bytes.toString('utf8');
    switch (type) {
      case 'step':
        listener.allocated(text().split(' ')[0] ?? '');
        return;
      case 'events': {
        const lines = torn + text();
        const end = lines.lastIndexOf('\n') + 1;
        torn = lines.slice(end);
        listener.recorded(parseEventLines(lines.slice(0, end)).events);
        return;
      }
      case 'output':
        listener.printed(bytes);
        return;
      case 'said':
        said += text();
        return;
      case 'code':
        code = Number(text());
    }
  });
  place.stream(srunProgram(start), {
    input: orders.bytes,
    told: read,
    ended: (answer) => {
      orders.end();
      if (code !== undefined) listener.ended(code, said);
      else if (answer.kind !== 'done') listener.lost(answer);
      else listener.lost({ kind: 'lost', text: answer.stderr.trim() || `code ${answer.code}` });
    },
  });
  return { order: (order) => orders.add(`${order}\n`) };
}

/** An input that stays open until somebody ends it. */
function orderQueue() {
  const waiting: string[] = [];
  let isOver = false;
  let wake = (): void => {};
  async function* read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) yield Buffer.from(next);
      else if (isOver) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }
  const then = (action: () => void): void => {
    action();
    wake();
  };
  return {
    bytes: read(),
    add: (text: string) => then(() => waiting.push(text)),
    end: () =>
      then(() => {
        isOver = true;
      }),
  };
}
