import { parseIndexes, taskRanges } from '@mrunner/core';
import type { Host } from '../../host/host.ts';

/** What of the other side is in the home already: `pulled.json`. Without it everything is fetched again. */
export interface Pulled {
  /** Name of the listing of `events/` there that everything was fetched of. */
  readonly list?: string;
  /** Files of `events/` that are large enough to be continued, and not sent as a whole. */
  readonly large: readonly string[];
  /** The newest ended attempt of each run whose results are here. */
  readonly attempts: ReadonlyMap<number, number>;
  /** How many batches there were when the values of secrets were removed there. */
  readonly clearedBatches?: number;
}

const fileName = 'pulled.json';
/** Raised when an older one can't be understood. */
const format = 1;

interface Written extends Omit<Pulled, 'attempts'> {
  readonly format: number;
  /** Runs of which the first attempt is here, as ranges; nearly all of a large sweep. */
  readonly first: string;
  readonly later: readonly (readonly [run: number, attempt: number])[];
}

const nothing: Pulled = { large: [], attempts: new Map() };

/** Reads it; one of another version, or none, says that nothing is here. */
export function readPulled({ files }: Pick<Host, 'files'>, home: string): Pulled {
  try {
    const read: Written | null = JSON.parse(files.read(`${home}/${fileName}`) ?? 'null');
    if (read?.format !== format) return nothing;
    const { first, later, format: _, ...others } = read;
    const ranges = first === '' ? undefined : parseIndexes(first, 'runs');
    const attempts = new Map<number, number>(later);
    for (const [from, to] of ranges?.ok ? ranges.value : []) {
      for (let run = from; run <= to; run++) attempts.set(run, 1);
    }
    return { ...others, attempts };
  } catch {
    return nothing;
  }
}

export function writePulled({ files }: Pick<Host, 'files'>, home: string, pulled: Pulled): void {
  const { attempts, ...others } = pulled;
  const first = [...attempts].flatMap(([run, attempt]) => (attempt === 1 ? [run] : []));
  const written: Written = {
    format,
    ...others,
    first: taskRanges(first),
    later: [...attempts].filter(([, attempt]) => attempt !== 1),
  };
  files.replace(`${home}/${fileName}`, `${JSON.stringify(written)}\n`);
}
